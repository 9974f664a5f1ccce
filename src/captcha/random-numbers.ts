import type { RandomBytes } from '../clock.js';

/** Gives numbers from 0 up to, but not including, 1. */
export type RandomNumbers = () => number;

/** Numbers from random bytes, fetched in blocks since a picture or a sound needs thousands. */
export function createRandomNumbers(randomBytes: RandomBytes): RandomNumbers {
  let block: Buffer = Buffer.alloc(0);
  let at = 0;
  return () => {
    if (at + 4 > block.length) {
      block = randomBytes(blockSize);
      at = 0;
    }
    const number = block.readUInt32LE(at) / 2 ** 32;
    at += 4;
    return number;
  };
}

const blockSize = 4096;

/** A number between two others. */
export function between(low: number, high: number, random: RandomNumbers): number {
  return low + (high - low) * random();
}
