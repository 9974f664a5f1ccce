import { columnLetter } from '../../schema/column-letter.js';
import { FileStopped } from '../file-stopped.js';

const quote = 0x22;

/** The text ended inside a quoted cell. */
export function explainUnclosedQuote(row: number, column: number): FileStopped {
  return new FileStopped('RPT_FILE_QUOTE_OPEN', { row, letter: columnLetter(column) });
}

/**
 * Something follows a closing quote. Where the cell goes over lines, its first quote was rather never meant to open
 * one: then that is what must be mended.
 */
export function explainTextAfterQuote(
  bytes: Buffer,
  start: number,
  end: number,
  row: number,
  column: number,
): FileStopped {
  const lines = bytes.subarray(start, end);
  if (lines.includes(0x0a) || lines.includes(0x0d)) return explainUnclosedQuote(row, column);
  return new FileStopped('RPT_FILE_QUOTE_AFTER', { row, letter: columnLetter(column) });
}

/**
 * A record is longer than the limit: because a quote was not closed, if the limit falls into a quoted cell. Looks at
 * nothing beyond the limit, so that the answer does not depend on how the text was divided.
 */
export function explainLongRecord(
  bytes: Buffer,
  from: number,
  limit: number,
  row: number,
  delimiter: number,
): FileStopped {
  let isQuoted = false;
  let column = 0;
  for (let at = from; at < from + limit; at += 1) {
    if (bytes[at] === quote) isQuoted = !isQuoted;
    else if (bytes[at] === delimiter && !isQuoted) column += 1;
  }
  if (isQuoted) return explainUnclosedQuote(row, column);
  return new FileStopped('RPT_FILE_RECORD_TOO_LONG', { row, limit });
}
