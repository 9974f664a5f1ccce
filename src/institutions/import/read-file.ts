import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { Problem } from '../../problems/index.js';

/** One row of the file: its number as a spreadsheet shows it, and its cells by the name of their column. */
export interface FileRow {
  readonly row: number;
  readonly cells: Readonly<Record<ColumnName, string>>;
}

export type ColumnName = keyof typeof columnNames;

/** The columns of the open data, and the other names they are published under. */
export const columnNames = {
  code: ['醫療機構代碼', '醫事機構代碼', '機構代碼'],
  name: ['名稱', '醫療機構名稱', '機構名稱'],
  county: ['縣市別', '縣市'],
  address: ['地址', '機構地址'],
  telephone: ['電話', '聯絡電話', '連絡電話'],
  contact: ['聯絡人', '連絡人'],
  recognitions: ['認可類別及有效期限', '認可類別'],
} as const;

const required: readonly ColumnName[] = ['code', 'name', 'recognitions'];

/**
 * Reads the open-data file: CSV in UTF-8 or Big5 with a header row, or JSON (an array of objects, or an object whose
 * `records` is one). Columns come in any order; unknown ones are ignored.
 *
 * @throws Problem `ERR_INSTITUTION_FILE` when it is neither, `ERR_INSTITUTION_COLUMN` when a required column is missing
 */
export function readInstitutionFile(bytes: Buffer): readonly FileRow[] {
  const text = decode(bytes);
  const [header, ...rows] = /^\s*[[{]/.test(text) ? readJson(text) : readCsv(text);
  if (header === undefined) throw unreadable('no rows');
  const places = placeColumns(header);
  return rows.map((cells, index) => ({
    row: index + 2,
    cells: mapColumns((name) => {
      const place = places[name];
      return place === undefined ? '' : (cells[place] ?? '').normalize('NFC').trim();
    }),
  }));
}

function decode(bytes: Buffer): string {
  for (const encoding of ['utf-8', 'big5']) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes);
    } catch {
      // Not this one.
    }
  }
  throw unreadable('neither UTF-8 nor Big5');
}

function readCsv(text: string): readonly (readonly string[])[] {
  try {
    return parse(text, { bom: true, relax_column_count: true, skip_empty_lines: true });
  } catch (error) {
    throw unreadable(error instanceof Error ? error.message : 'CSV');
  }
}

const cell = z.union([z.string(), z.number(), z.null()]);
const records = z.array(z.record(z.string(), cell));
const fileShape = z.union([records, z.object({ records }).transform((object) => object.records)]);

function readJson(text: string): readonly (readonly string[])[] {
  const parsed = fileShape.safeParse(parseJson(text));
  if (!parsed.success) throw unreadable('JSON of another shape');
  const header = [...new Set(parsed.data.flatMap((record) => Object.keys(record)))];
  return [header, ...parsed.data.map((record) => header.map((name) => String(record[name] ?? '')))];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw unreadable('JSON');
  }
}

function placeColumns(header: readonly string[]): Readonly<Record<ColumnName, number | undefined>> {
  const names = header.map((name) => name.normalize('NFKC').replace(/\s/g, ''));
  return mapColumns((column) => {
    const known: readonly string[] = columnNames[column];
    const place = names.findIndex((name) => known.includes(name));
    if (place >= 0) return place;
    if (required.includes(column)) {
      throw new Problem('ERR_INSTITUTION_COLUMN', { params: { column: columnNames[column][0] } });
    }
    return undefined;
  });
}

function mapColumns<T>(give: (column: ColumnName) => T): Record<ColumnName, T> {
  return {
    code: give('code'),
    name: give('name'),
    county: give('county'),
    address: give('address'),
    telephone: give('telephone'),
    contact: give('contact'),
    recognitions: give('recognitions'),
  };
}

function unreadable(detail: string): Problem {
  return new Problem('ERR_INSTITUTION_FILE', { detail });
}
