import type { RandomBytes } from '../clock.js';

/**
 * When a mail that could not be sent is tried again, or undefined when it has been tried often enough: twelve tries over
 * three days. Up to a quarter of each wait is random, so that a queue does not come back as one wave.
 *
 * @param attempts tries so far, at least 1
 */
export function nextTry(attempts: number, now: Date, random: RandomBytes): Date | undefined {
  const minutes = waitMinutes[attempts - 1];
  if (minutes === undefined) return undefined;
  const share = random(2).readUInt16BE(0) / 0x1_0000;
  return new Date(now.getTime() + Math.round(minutes * 60_000 * (1 + share / 4)));
}

const waitMinutes: readonly number[] = [1, 2, 5, 15, 30, 60, 3 * 60, 6 * 60, 12 * 60, 24 * 60, 24 * 60];

export const maxTries = waitMinutes.length + 1;
