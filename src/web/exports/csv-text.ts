import { byteOrderMark, csvRow, neutraliseCell } from '../../csv/index.js';
import type { CellKind, CellValue } from '../../xlsx/index.js';
import type { Table } from './table.js';

/**
 * A table as CSV: UTF-8 with byte order mark, RFC 4180, made part by part. Dates are `yyyy-mm-dd`, moments ISO 8601 with
 * the offset of Taipei. A text that a spreadsheet would take for a formula gets an apostrophe before it; numbers and
 * dates cannot be one.
 */
export async function* csvText<Row>({ columns, parts }: Table<Row>): AsyncGenerator<string> {
  yield `${byteOrderMark}${csvRow(columns.map(({ heading }) => neutraliseCell(heading)))}`;
  for await (const rows of parts) {
    yield rows.map((row) => csvRow(columns.map(({ kind, value }) => cellText(kind, value(row))))).join('');
  }
}

function cellText(kind: CellKind, value: CellValue): string {
  if (value === null) return '';
  if (value instanceof Date) return taipeiTime(value);
  return kind === 'text' ? neutraliseCell(String(value)) : String(value);
}

/** `2026-11-22T10:00:00+08:00` */
function taipeiTime(moment: Date): string {
  return `${new Date(moment.getTime() + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`;
}
