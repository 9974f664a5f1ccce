import type { Language } from '../../locales/index.js';
import { between, type RandomNumbers } from '../random-numbers.js';
import { digitSound } from './digit-sounds.js';
import { type Samples, sampleRate, writeWav } from './wav.js';

/**
 * A WAV file that says the digits one after another, each a little higher or lower and louder or softer than the last,
 * with pauses of different length and a low noise behind, so that comparing with known sounds is not enough.
 *
 * @param text digits only
 * @throws TypeError for anything else
 */
export function speakDigits(text: string, language: Language, random: RandomNumbers): Buffer {
  const parts: Samples[] = [silence(between(0.3, 0.5, random))];
  for (const digit of text) {
    parts.push(varied(digitSound(language, digit), random), silence(between(0.45, 0.8, random)));
  }
  return writeWav(withNoise(joined(parts), random));
}

function silence(seconds: number): Samples {
  return new Float32Array(Math.round(seconds * sampleRate));
}

/** Played up to a fifteenth faster or slower, which also moves its pitch. */
function varied(sound: Samples, random: RandomNumbers): Samples {
  const speed = between(0.93, 1.07, random);
  const volume = between(0.7, 1, random);
  return Float32Array.from({ length: Math.floor((sound.length - 1) / speed) }, (_, index) => {
    const at = index * speed;
    const before = Math.floor(at);
    const [one = 0, next = 0] = sound.subarray(before, before + 2);
    return volume * (one + (next - one) * (at - before));
  });
}

function joined(parts: readonly Samples[]): Samples {
  const whole = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function withNoise(samples: Samples, random: RandomNumbers): Samples {
  const level = between(0.015, 0.03, random);
  return samples.map((sample) => sample + (random() * 2 - 1) * level);
}
