import { Readable } from 'node:stream';
import type { Request, Response } from 'express';
import { type AuditEvent, appendAudit } from '../../audit/index.js';
import { type Clock, taipeiDate } from '../../clock.js';
import { type Database, inTransaction } from '../../database/index.js';
import { writeWorkbook } from '../../xlsx/index.js';
import { actedBy } from '../acted-by.js';
import { beginDownload } from './begin-download.js';
import { csvText } from './csv-text.js';
import { pour } from './pour.js';
import type { Table } from './table.js';

/** In what form a table is taken away. */
export type FileFormat = 'csv' | 'xlsx';

/** The media types. */
export const tableTypes: Readonly<Record<FileFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/** What the audit trail keeps of a table that is taken away. */
export interface TableFacts {
  /** What the trail calls the table, e.g. `submissions`. */
  readonly name: string;
  /** How many rows there are to send. */
  readonly rows: number;
  /** What it was narrowed by, except what may name a person. */
  readonly asked?: Readonly<Record<string, string>>;
  /** What it was narrowed by that may name a person: kept as salted digests. */
  readonly personal?: Readonly<Record<string, string>>;
}

/**
 * Answers a table as a file. It is written to the audit trail (`list.export`) before the first byte is sent; if that
 * fails, nothing is sent. When the rows fail half-way the connection is cut, so that no half file passes for a whole one.
 */
export async function sendTable<Row>(
  { db, clock }: { readonly db: Database; readonly clock: Clock },
  request: Request,
  response: Response,
  format: FileFormat,
  table: Table<Row>,
  facts: TableFacts,
): Promise<void> {
  const at = clock();
  await inTransaction(db, (trx) => appendAudit(trx, exportEvent(request, format, facts, at)));
  await streamTable(response, format, table, at);
}

/**
 * Answers a table that is published and holds nothing of anybody, such as the columns of a form: to anyone, without the
 * audit trail.
 */
export async function streamTable<Row>(
  response: Response,
  format: FileFormat,
  table: Table<Row>,
  at: Date,
): Promise<void> {
  const { type, stream } = forms[format](table, at);
  beginDownload(response, { type, fileName: `${table.title}-${taipeiDate(at)}.${format}` });
  await pour(stream, response);
}

const forms = {
  csv: <Row>(table: Table<Row>) => ({
    type: tableTypes.csv,
    stream: Readable.from(csvText(table)),
  }),
  xlsx: <Row>({ title, columns, parts }: Table<Row>, createdAt: Date) => ({
    type: tableTypes.xlsx,
    stream: writeWorkbook({ title, columns, parts: cellsOf(columns, parts), createdAt }),
  }),
} as const satisfies Readonly<Record<FileFormat, unknown>>;

async function* cellsOf<Row>(columns: Table<Row>['columns'], parts: Table<Row>['parts']) {
  for await (const rows of parts) yield rows.map((row) => columns.map(({ value }) => value(row)));
}

function exportEvent(
  request: Request,
  format: FileFormat,
  { name, rows, asked = {}, personal = {} }: TableFacts,
  at: Date,
): AuditEvent {
  return {
    ...actedBy(request),
    at,
    action: 'list.export',
    target: { kind: 'list', reference: name },
    outcome: 'done',
    detail: { format, rows, asked },
    personal,
  };
}
