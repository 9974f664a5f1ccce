import type { FileLimits } from '../../process/types.js';
import { FileStopped } from '../file-stopped.js';
import type { RecordBatch } from '../record-batch.js';
import { type FieldPlan, FieldRows } from '../rows/field-rows.js';
import { readObjectLine } from './read-object-line.js';

/**
 * Reads JSON Lines: one object for each line, its members texts, numbers, true, false or null. Blank lines are passed over
 * and counted.
 *
 * @param text UTF-8 without byte order mark
 * @throws FileStopped while iterating, naming the line
 */
export async function* readJsonLines(
  text: AsyncIterable<Buffer>,
  plan: FieldPlan,
  { recordBytes, windowBytes }: Pick<FileLimits, 'recordBytes' | 'windowBytes'>,
): AsyncGenerator<RecordBatch> {
  const rows = new FieldRows(plan, windowBytes);
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of text) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let start = 0;
    for (let end = bytes.indexOf(lineFeed); end >= 0; end = bytes.indexOf(lineFeed, start)) {
      readLine(rows, bytes.subarray(start, end));
      start = end + 1;
    }
    rest = Buffer.from(bytes.subarray(start));
    if (rest.length > recordBytes) {
      throw new FileStopped('RPT_FILE_RECORD_TOO_LONG', { row: rows.row + 1, limit: recordBytes });
    }
    yield* rows.take();
  }
  if (rest.length > 0) readLine(rows, rest);
  yield* rows.takeRest();
}

const lineFeed = 0x0a;

/** Blank lines become empty rows, which do not count, so that the others keep their numbers. */
function readLine(rows: FieldRows, line: Buffer): void {
  rows.beginRow();
  readObjectLine(line, rows);
  rows.endRow();
}
