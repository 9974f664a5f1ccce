/** Tells the present moment. Passed in everywhere; nothing reads the clock on its own. */
export type Clock = () => Date;

/** Gives `size` random bytes. Passed in where randomness must be repeatable in a test. */
export type RandomBytes = (size: number) => Buffer;

/** The clock of this machine. */
export const systemClock: Clock = () => new Date();

/**
 * The form in which every moment is stored: UTC, ISO 8601, 24 characters, so that text order is time order in both
 * dialects and no driver shifts a time zone.
 */
export function toStoredTime(moment: Date): string {
  return moment.toISOString();
}

/** `minutes` after `moment`. */
export function addMinutes(moment: Date, minutes: number): Date {
  return new Date(moment.getTime() + minutes * 60_000);
}

/** The calendar date of a moment in Taiwan, `yyyy-mm-dd`. Taiwan is eight hours ahead of UTC, without summer time. */
export function taipeiDate(moment: Date): string {
  return new Date(moment.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
}
