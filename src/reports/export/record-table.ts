import type { Knex } from 'knex';
import type { Database } from '../../database/index.js';
import type { Keyring } from '../../keys/index.js';
import { type Language, translate } from '../../locales/index.js';
import type { Table, TableColumn } from '../../web/exports/index.js';
import type { DecodedContent } from '../process/content.js';
import { showCell } from '../process/mask.js';
import type { Column } from '../schema/column.js';
import { examKinds } from '../schema/kinds.js';
import { layoutOf } from '../schema/layouts.js';
import { nameOf } from '../search/describe-record.js';
import { readMany } from './read-many.js';

/** A record with every value, as a line of the file. */
export interface ExportedRecord extends DecodedContent {
  /** `S1151122-7K3M9Q/2` */
  readonly name: string;
}

/** How a value is written. */
export type WriteCell = (text: string, column: Column) => string;

/** Personal values masked, and ID numbers wherever somebody typed one. */
export const maskedCell: WriteCell = (text, column) =>
  column.personal !== undefined || column.type === 'text' ? showCell(text, column) : text;

/** As it was reported. */
export const wholeCell: WriteCell = (text) => text;

/**
 * Records as a table with a column for every value that can be reported, of both kinds of exam; codes as codes, so that a
 * program can read them.
 *
 * @param rows the records to export, with their submissions; without select and order
 */
export function recordTable(
  services: { readonly db: Database; readonly keys: Keyring },
  rows: () => Knex.QueryBuilder,
  {
    title,
    language,
    write,
  }: { readonly title: string; readonly language: Language; readonly write: WriteCell },
): Table<ExportedRecord> {
  return {
    title: translate(language, title),
    columns: [
      { heading: translate(language, 'records.record'), kind: 'text', value: ({ name }) => name },
      ...allColumns().map((column) => columnOf(column, language, write)),
    ],
    parts: inParts(services, rows),
  };
}

/** The columns of both kinds, each once. */
function allColumns(): readonly Column[] {
  const columns = examKinds.flatMap((kind) => layoutOf(kind).columns);
  return [...new Map(columns.map((column) => [column.key, column])).values()];
}

function columnOf(column: Column, language: Language, write: WriteCell): TableColumn<ExportedRecord> {
  const heading = nameOf(column, language);
  if (column.type === 'number') {
    return {
      heading,
      kind: 'number',
      value: ({ values }) => (values[column.key] ? Number(values[column.key]) : null),
    };
  }
  return { heading, kind: 'text', value: ({ values }) => write(values[column.key] ?? '', column) };
}

async function* inParts(
  services: { readonly db: Database; readonly keys: Keyring },
  rows: () => Knex.QueryBuilder,
): AsyncGenerator<readonly ExportedRecord[]> {
  let last: Place | undefined;
  for (;;) {
    const part = await nextPart(rows(), last);
    last = part.at(-1);
    if (last === undefined) return;
    const places = part.map((row) => ({ submissionId: row.submission_id, row: row.row_no }));
    const contents = await readMany(services, places);
    yield contents.map((content, index) => ({ ...content, name: nameOfRecord(part[index]) }));
    if (part.length < recordsAtOnce) return;
  }
}

interface Place {
  readonly submission_id: number;
  readonly row_no: number;
  readonly number: string;
}

const recordsAtOnce = 1000;

/** In the order in which records are sealed together. */
function nextPart(query: Knex.QueryBuilder, last: Place | undefined): Promise<readonly Place[]> {
  if (last !== undefined) {
    const { submission_id, row_no } = last;
    query.where((behind) =>
      behind
        .where('exam_records.submission_id', '>', submission_id)
        .orWhere((same) =>
          same.where('exam_records.submission_id', submission_id).where('exam_records.row_no', '>', row_no),
        ),
    );
  }
  return query
    .orderBy(['exam_records.submission_id', 'exam_records.row_no'])
    .limit(recordsAtOnce)
    .select<Place[]>('exam_records.submission_id', 'exam_records.row_no', 'submissions.number');
}

function nameOfRecord(place: Place | undefined): string {
  return place === undefined ? '' : `${place.number}/${place.row_no}`;
}
