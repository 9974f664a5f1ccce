import { type RandomBytes, taipeiDate } from '../clock.js';

/**
 * A number that people can read out: the letter, the day in Taipei in ROC years, and six characters that are not taken
 * for one another, e.g. `S1151122-7K3M9Q`. Some 148 million for each day; the caller draws again when one is taken.
 */
export function drawNumber(letter: NumberLetter, at: Date, random: RandomBytes): string {
  return `${letter}${rocDay(at)}-${drawCharacters(6, random)}`;
}

/** Whether a text has the form of such a number. */
export function isNumber(letter: NumberLetter, text: string): boolean {
  return new RegExp(`^${letter}\\d{7}-[${alphabet}]{6}$`).test(text);
}

/** `S` a submission, `R` a receipt, `A` an application for a new account, `C` one for a change, `D` a dry run. */
export type NumberLetter = 'S' | 'R' | 'A' | 'C' | 'D';

/** No 0 O, 1 I L, 2 Z, 5 S, 8 B, U V. */
const alphabet = '34679ACDEFGHJKMNPQRTWXY';

function rocDay(at: Date): string {
  const [year = '', month = '', day = ''] = taipeiDate(at).split('-');
  return `${String(Number(year) - 1911).padStart(3, '0')}${month}${day}`;
}

function drawCharacters(count: number, random: RandomBytes): string {
  // Bytes beyond the last full multiple are drawn again, so that every character is equally likely.
  const fair = 256 - (256 % alphabet.length);
  let text = '';
  while (text.length < count) {
    for (const byte of random(count)) {
      if (byte < fair && text.length < count) text += alphabet.charAt(byte % alphabet.length);
    }
  }
  return text;
}
