import type { TextColumn } from '../../schema/column.js';
import { cleanCell } from './clean.js';
import { type CellReading, value, wrong } from './reading.js';

/** Free text: trimmed, line ends as LF, otherwise as written. */
export function readText(raw: string, column: TextColumn): CellReading<string> {
  const clean = cleanCell(raw);
  if (clean.is !== 'clean') return clean;
  const text = clean.text.replaceAll(/\r\n?/g, '\n');
  if (text === '') return { is: 'empty', notes: clean.notes };
  const length = countCharacters(text);
  if (length > column.maxLength) return wrong('RPT_TOO_LONG', { length, limit: column.maxLength });
  return value(text, text, clean.notes);
}

/** Code points: a rare character counts as one, as a person counts it. */
export function countCharacters(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}
