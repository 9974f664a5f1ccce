import { readFileSync } from 'node:fs';

/**
 * Whether a password is little more than what everybody thinks of: words of the list, rows of the keyboard, numbers
 * that count up or down, years, one character again and again. Digits and signs that stand for letters count as these.
 *
 * What remains when all of that is taken out must be five characters or more: `Password2026!` and `1qaz@WSX3edc` are
 * common, `Password-kvbzw` is not.
 */
export function isCommonPassword(password: string): boolean {
  const text = password.normalize('NFKC').toLowerCase();
  return [text, unmaskLetters(text)].some((form) => remainder(form) < leastRemainder);
}

const leastRemainder = 5;

/** Words by descending length, so that a longer one is found before a part of it. */
const words = readFileSync(new URL('./blocklist.txt', import.meta.url), 'utf8')
  .split('\n')
  .map((line) => line.trim())
  .filter((line) => line !== '' && !line.startsWith('# '))
  .sort((a, b) => b.length - a.length);

const masks: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

function unmaskLetters(text: string): string {
  return text.replace(/[013457@$!]/g, (sign) => masks[sign] ?? sign);
}

/** How many characters carry something of their own; punctuation between words carries nothing. */
function remainder(text: string): number {
  let rest = text;
  for (const word of words) rest = rest.replaceAll(word, ' ');
  rest = rest.replace(/(?:19|20)\d{2}/g, ' ').replace(/(.{1,3}?)\1{2,}/g, ' ');
  rest = removeSequences(rest);
  return [...rest.replace(/[\s\p{P}\p{S}]/gu, '')].length;
}

/** Takes out runs of three and more characters that follow each other in Unicode, up or down: abc, 4321. */
function removeSequences(text: string): string {
  const characters = [...text];
  const points = characters.map((character) => character.codePointAt(0) ?? 0);
  const isRun = (at: number, step: number) =>
    points[at + 1] === (points[at] ?? 0) + step && points[at + 2] === (points[at] ?? 0) + 2 * step;
  const inRun = characters.map((_, at) =>
    [at - 2, at - 1, at].some((from) => from >= 0 && (isRun(from, 1) || isRun(from, -1))),
  );
  return characters.map((character, at) => (inRun[at] ? ' ' : character)).join('');
}
