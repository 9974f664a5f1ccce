import { readFileSync } from 'node:fs';
import { type Language, languages } from '../../locales/index.js';
import { readWav, type Samples } from './wav.js';

/** The sound of one digit in a language; made by `scripts/make-captcha-sounds.mjs`, read once. */
export function digitSound(language: Language, digit: string): Samples {
  const sound = sounds.get(`${language}/${digit}`);
  if (sound === undefined) throw new TypeError('A captcha has digits only.');
  return sound;
}

const sounds: ReadonlyMap<string, Samples> = new Map(
  languages.flatMap((language) =>
    [...'0123456789'].map((digit): [string, Samples] => {
      const name = `${language}/${digit}`;
      return [name, readWav(readFileSync(new URL(`../sounds/${name}.wav`, import.meta.url)))];
    }),
  ),
);
