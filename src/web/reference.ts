import type { RandomBytes } from '../clock.js';

/**
 * A short number for a request that a person can read out on the telephone, e.g. `K7MP-3XWT`. It has no letters that
 * look alike (0 and O, 1 and I and L, U and V) and about 39 bits, enough to find one log line.
 */
export function makeReference(randomBytes: RandomBytes): string {
  const letters = [...randomBytes(8)].map((byte) => alphabet[byte % alphabet.length]).join('');
  return `${letters.slice(0, 4)}-${letters.slice(4)}`;
}

const alphabet = '23456789ABCDEFGHJKMNPQRSTWXYZ';
