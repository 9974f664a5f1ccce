import type { RandomBytes } from '../../clock.js';

/** No characters that look alike when they are copied from a mail or a screen. */
const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789';

/** How long a first password may be used. */
export const oneTimePasswordDays = 14;

/** Makes a random password of 20 characters in groups of five (116 bits), to be replaced at the first login. */
export function makeOneTimePassword(randomBytes: RandomBytes): string {
  const characters: string[] = [];
  while (characters.length < 20) {
    for (const byte of randomBytes(32)) {
      // A byte above the last multiple of the alphabet's length would favour its first characters.
      const character = byte < 256 - (256 % alphabet.length) ? alphabet[byte % alphabet.length] : undefined;
      if (character !== undefined) characters.push(character);
    }
  }
  return characters
    .slice(0, 20)
    .join('')
    .replace(/.{5}(?=.)/g, '$&-');
}
