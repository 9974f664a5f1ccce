import { createRandomNumbers, type RandomNumbers } from '../../../src/captcha/random-numbers.js';
import type { RandomBytes } from '../../../src/clock.js';

/** Bytes that look random and are the same for the same seed (mulberry32). */
export function seededBytes(seed: number): RandomBytes {
  let state = seed;
  const nextByte = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) & 255;
  };
  return (size) => Buffer.from(Array.from({ length: size }, nextByte));
}

export function seededNumbers(seed: number): RandomNumbers {
  return createRandomNumbers(seededBytes(seed));
}
