import { type CodeColumn, codeList } from '../../schema/column.js';
import { cleanCell, foldWidth } from './clean.js';
import { type CellReading, value, wrong } from './reading.js';

/** A code: the code itself, its label, or another spelling in use; stored as the code. */
export function readCode(raw: string, column: CodeColumn): CellReading<string> {
  const clean = cleanCell(raw);
  if (clean.is !== 'clean') return clean;
  if (clean.text === '') return { is: 'empty', notes: clean.notes };
  const code = spellingsOf(column).get(comparableCode(clean.text));
  if (code === undefined) return wrong('RPT_CODE_UNKNOWN', { codes: listCodes(column) });
  return value(code, code, clean.notes);
}

/** Every spelling of every code of the column, in the form in which they are compared; of a mapped column only its own. */
export function spellingsOf(column: CodeColumn): ReadonlyMap<string, string> {
  const kept = spellings.get(column);
  if (kept !== undefined) return kept;
  const labels = Object.entries(column.codes).flatMap(([code, label]) => [
    [label, code] as const,
    [code, code] as const,
  ]);
  const { aliases = {}, ownSpellings } = column;
  const all =
    ownSpellings === undefined ? [...Object.entries(aliases), ...labels] : Object.entries(ownSpellings);
  const made = new Map(all.map(([spelling, code]) => [comparableCode(spelling), code]));
  spellings.set(column, made);
  return made;
}

const spellings = new WeakMap<CodeColumn, ReadonlyMap<string, string>>();

/** Width, case and blanks make no difference. */
export function comparableCode(text: string): string {
  return foldWidth(text).replaceAll(/\s/g, '').toLowerCase();
}

/** A long list is begun only; the page of the columns has all of it. */
function listCodes(column: CodeColumn): string {
  const { codes, ownSpellings } = column;
  const pairs =
    ownSpellings === undefined
      ? codeList(column)
      : Object.entries(ownSpellings).map(([own, code]) => [own, codes[code] ?? code] as const);
  const all = pairs.map(([code, label]) => (code === label ? code : `${code} ${label}`));
  const last = all.at(-1) ?? '';
  return all.length > 12 ? [...all.slice(0, 3), '…', last].join('、') : all.join('、');
}
