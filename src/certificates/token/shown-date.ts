const taipeiOffset = 8 * 3_600_000;

/**
 * The day in Taiwan (UTC+8, no summer time) of a moment, `yyyy-mm-dd`: a sentence of an error is made before the language
 * of the reader is known.
 *
 * @param moment milliseconds since 1970
 */
export function shownDate(moment: number): string {
  return new Date(moment + taipeiOffset).toISOString().split('T')[0] ?? '';
}
