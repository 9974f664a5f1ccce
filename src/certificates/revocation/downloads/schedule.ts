export interface TryState {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Of the list in use; undefined while there is none. */
  readonly nextUpdate: number | undefined;
  /** How many tries failed since the last one that did not. */
  readonly failures: number;
  /** From 0 to 1: what keeps many gateways from asking in the same second. */
  readonly random: number;
}

const minute = 60_000;
const shortest = 5 * minute;
const longestFailing = 60 * minute;

/** No list is left alone for longer than this, in milliseconds. */
export const longestPause = 4 * 60 * minute;

/**
 * When a list is asked for again, in milliseconds since 1970: halfway to its nextUpdate, since authorities publish early
 * and a hold should show soon; after failures a minute, then twice as long each time, up to an hour.
 */
export function nextTry({ at, nextUpdate, failures, random }: TryState): number {
  if (failures > 0) {
    const pause = Math.min(minute * 2 ** Math.min(failures - 1, 10), longestFailing);
    return at + pause * (0.5 + random / 2);
  }
  const halfway = ((nextUpdate ?? at) - at) / 2;
  const pause = Math.min(Math.max(halfway, shortest), longestPause);
  return at + pause * (0.9 + random / 10);
}
