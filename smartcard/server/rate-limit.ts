import type { Clock } from '../clock.js';

export interface Rate {
  readonly requests: number;
  readonly perSeconds: number;
}

/** Takes one request; gives the seconds to wait when there were too many, else 0. */
export type TakeRequest = () => number;

/** Allows `requests` in any `perSeconds`. */
export function createRateLimit({ requests, perSeconds }: Rate, clock: Clock): TakeRequest {
  let taken: number[] = [];
  return () => {
    const now = clock().getTime();
    taken = taken.filter((at) => at > now - perSeconds * 1000 && at <= now);
    const [oldest] = taken;
    if (taken.length >= requests && oldest !== undefined)
      return Math.max(1, Math.ceil((oldest + perSeconds * 1000 - now) / 1000));
    taken.push(now);
    return 0;
  };
}
