import type { TextColumn } from '../../schema/column.js';
import { cleanCell } from './clean.js';
import { type CellReading, value, wrong } from './reading.js';

/** Free text: trimmed, line ends as LF, otherwise as written; a question mark in a name is remarked upon. */
export function readText(raw: string, column: TextColumn): CellReading<string> {
  const clean = cleanCell(raw);
  if (clean.is !== 'clean') return clean;
  const text = clean.text.replaceAll(/\r\n?/g, '\n');
  if (text === '') return { is: 'empty', notes: clean.notes };
  const length = countCharacters(text);
  if (length > column.maxLength) return wrong('RPT_TOO_LONG', { length, limit: column.maxLength });
  if (column.isName !== true || !questionMark.test(text)) return value(text, text, clean.notes);
  return value(text, text, [...clean.notes, { code: 'RPT_QUESTION_MARK', params: {} }]);
}

/** What programs write for a character that the encoding they save in does not have. */
const questionMark = /[?\uff1f]/;

/** Code points: a rare character counts as one, as a person counts it. */
export function countCharacters(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}
