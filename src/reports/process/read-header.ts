import { FileStopped } from '../formats/file-stopped.js';
import type { FieldPlan } from '../formats/rows/field-rows.js';
import { foldWidth } from '../rules/cells/clean.js';
import { type Column, mayBeAbsent } from '../schema/column.js';
import { columnLetter } from '../schema/column-letter.js';
import type { Layout } from '../schema/layouts.js';
import { refusalColumn } from '../schema/refusal-column.js';

/** Where a file has the columns of the layout. */
export interface FileColumns {
  /** Whether people know the columns of the file by letters. */
  readonly hasLetters: boolean;
  /** For each column of the layout its place in the file, or -1. */
  readonly places: Int32Array;
  /** Columns of the header, without empty ones at its end. */
  readonly width: number;
}

/**
 * Understands a header: names of the template or keys, in any order, with unit, brackets or width as people write them.
 *
 * @param cells the texts of the first row
 * @throws FileStopped when a name is unknown or stands twice, or a column is missing
 */
export function readHeader(
  cells: readonly string[],
  layout: Layout,
  mostColumns: number,
): Omit<FileColumns, 'hasLetters'> {
  const names = withoutEmptyEnd(cells.map(comparableName));
  if (names.length > mostColumns) {
    throw new FileStopped('RPT_FILE_TOO_MANY_COLUMNS', { count: names.length, limit: mostColumns });
  }
  const known = namesOf(layout);
  const found = names.map((name) => known.get(name) ?? (isRefusalColumn(name) ? unread : -1));
  if (found.every((index) => index < 0)) throw new FileStopped('RPT_FILE_HEADER_NOT_FOUND');
  refuseUnknown(cells, names, found);
  const places = new Int32Array(layout.columns.length).fill(-1);
  for (const [place, index] of found.entries()) {
    if (index < 0) continue;
    if (places[index] !== -1) throw twice(layout, found, index);
    places[index] = place;
  }
  refuseMissing(layout, places);
  return { places, width: names.length };
}

/** For formats whose fields carry their names: the same names as in a header. */
export function fieldPlanOf(layout: Layout): FieldPlan {
  const known = namesOf(layout);
  return {
    header: [...layout.columns.map(({ key }) => key), refusalColumn.key],
    placeOf(name) {
      const comparable = comparableName(name);
      return known.get(comparable) ?? (isRefusalColumn(comparable) ? layout.columns.length : undefined);
    },
  };
}

/** Instead of its index in the layout, for a column whose cells are not read. */
const unread = -2;

/** @param name as `comparableName` gives it */
function isRefusalColumn(name: string): boolean {
  return name === refusalColumn.key || name === refusalColumn.name;
}

/** Where a header has the column that refused rows come back with; -1 where it has none. */
export function placeOfRefusal(cells: readonly string[]): number {
  return cells.findIndex((cell) => isRefusalColumn(comparableName(cell)));
}

/** How names are compared: width, case, blanks and marks for required columns make no difference. */
export function comparableName(raw: string): string {
  // No name is longer; what is must not keep the patterns busy.
  return foldWidth(raw.slice(0, 200))
    .replaceAll(/[\s\u3000\u00ad\u200b-\u200f\u2060\ufeff]/gu, '')
    .replaceAll(/[[【〔]/g, '(')
    .replaceAll(/[\]】〕]/g, ')')
    .replaceAll('µ', 'μ')
    .replace(/^\*+|\*+$/g, '')
    .toLowerCase();
}

function withoutEmptyEnd(names: readonly string[]): readonly string[] {
  return names.slice(0, names.findLastIndex((name) => name !== '') + 1);
}

/** Every way to write the header of each column. */
export function namesOf(layout: Layout): ReadonlyMap<string, number> {
  const kept = known.get(layout);
  if (kept !== undefined) return kept;
  const made = new Map<string, number>();
  for (const [index, column] of layout.columns.entries()) {
    for (const name of spellings(column)) made.set(comparableName(name), index);
  }
  known.set(layout, made);
  return made;
}

const known = new WeakMap<Layout, ReadonlyMap<string, number>>();

function spellings(column: Column): readonly string[] {
  const { key, name } = column;
  const plain = [name, key, `${name}(${key})`, `${key}(${name})`, ...(column.otherNames ?? [])];
  const unit = column.type === 'number' ? column.unit : '';
  if (unit === '') return plain;
  return [...plain, ...plain.map((one) => `${one}(${unit})`), `${name}(${unit})(${key})`];
}

function refuseUnknown(cells: readonly string[], names: readonly string[], found: readonly number[]): void {
  const unknown = names.flatMap((name, place) => {
    const index = found[place] ?? -1;
    if (index >= 0 || index === unread) return [];
    const written = cells[place]?.trim().slice(0, 40) ?? '';
    return [name === '' ? columnLetter(place) : `${columnLetter(place)} ${written}`];
  });
  if (unknown.length === 0) return;
  throw new FileStopped('RPT_FILE_HEADER_UNKNOWN', { count: unknown.length, names: listNames(unknown) });
}

function twice(layout: Layout, found: readonly number[], index: number): FileStopped {
  const letters = found.flatMap((one, place) => (one === index ? [columnLetter(place)] : []));
  const name = layout.columns[index]?.name ?? '';
  return new FileStopped('RPT_FILE_HEADER_TWICE', { name, letters: letters.join('、') });
}

function refuseMissing(layout: Layout, places: Int32Array): void {
  const missing = layout.columns.filter(
    ({ required }, index) => !mayBeAbsent(required) && places[index] === -1,
  );
  if (missing.length === 0) return;
  const names = listNames(missing.map(({ name }) => name));
  const keys = missing.map(({ key }) => key);
  const earlier = layout.earlier.find(
    ({ lacks }) => lacks.length === keys.length && lacks.every((key) => keys.includes(key)),
  );
  if (earlier === undefined) throw new FileStopped('RPT_FILE_HEADER_LACKS', { count: missing.length, names });
  throw new FileStopped('RPT_FILE_TEMPLATE_OLD', {
    version: earlier.version,
    current: layout.version,
    names,
  });
}

function listNames(names: readonly string[]): string {
  const shown = names.slice(0, 10).join('、');
  return names.length > 10 ? `${shown}…` : shown;
}
