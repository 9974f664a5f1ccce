import { type CodeColumn, codeList } from '../../schema/column.js';
import { cleanCell, foldWidth } from './clean.js';
import { type CellReading, value, wrong } from './reading.js';

/** A code: the code itself, its label, or another spelling in use; stored as the code. */
export function readCode(raw: string, column: CodeColumn): CellReading<string> {
  const clean = cleanCell(raw);
  if (clean.is !== 'clean') return clean;
  if (clean.text === '') return { is: 'empty', notes: clean.notes };
  const code = spellingsOf(column).get(comparable(clean.text));
  if (code === undefined) return wrong('RPT_CODE_UNKNOWN', { codes: listCodes(column) });
  return value(code, code, clean.notes);
}

/** Every spelling of every code of the column, in the form in which they are compared. */
export function spellingsOf(column: CodeColumn): ReadonlyMap<string, string> {
  const kept = spellings.get(column);
  if (kept !== undefined) return kept;
  const labels = Object.entries(column.codes).flatMap(([code, label]) => [
    [label, code] as const,
    [code, code] as const,
  ]);
  const all = [...Object.entries(column.aliases ?? {}), ...labels];
  const made = new Map(all.map(([spelling, code]) => [comparable(spelling), code]));
  spellings.set(column, made);
  return made;
}

const spellings = new WeakMap<CodeColumn, ReadonlyMap<string, string>>();

/** Width, case and blanks make no difference. */
function comparable(text: string): string {
  return foldWidth(text).replaceAll(/\s/g, '').toLowerCase();
}

/** A long list is begun only; the page of the columns has all of it. */
function listCodes(column: CodeColumn): string {
  const all = codeList(column).map(([code, label]) => (code === label ? code : `${code} ${label}`));
  const last = all.at(-1) ?? '';
  return all.length > 12 ? [...all.slice(0, 3), '…', last].join('、') : all.join('、');
}
