/** What may stand between cells; the comma is the standard, the others come from other settings of spreadsheets. */
export type Delimiter = ',' | ';' | '\t';

const delimiters: readonly Delimiter[] = [',', ';', '\t'];

/**
 * The delimiter that stands most often in the first line, outside of quotes. Nothing is guessed by this: the header
 * that it divides must then be known column by column.
 *
 * @param head the beginning of the text, UTF-8
 */
export function findDelimiter(head: Uint8Array): Delimiter {
  const counts = new Map<number, number>();
  let quoted = false;
  for (const byte of head) {
    if (byte === 0x22) quoted = !quoted;
    else if (!quoted && (byte === 0x0a || byte === 0x0d)) break;
    else if (!quoted) counts.set(byte, (counts.get(byte) ?? 0) + 1);
  }
  const count = (delimiter: Delimiter) => counts.get(delimiter.charCodeAt(0)) ?? 0;
  return delimiters.reduce((best, next) => (count(next) > count(best) ? next : best), ',');
}
