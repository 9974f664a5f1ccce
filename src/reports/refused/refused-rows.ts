import type { RecordBatch } from '../formats/record-batch.js';
import { openFile } from '../process/process-file.js';
import { placeOfRefusal } from '../process/read-header.js';
import type { FileToProcess, Finding } from '../process/types.js';
import { learned } from '../process/way.js';

/** A row that was not stored, as it stands in the file. */
export interface RefusedRow {
  /** As many as the header has, and more when the row has more. */
  readonly cells: readonly string[];
  /** Its errors, as far as they are listed. */
  readonly errors: readonly Finding[];
}

export interface RefusedRows {
  readonly header: readonly string[];
  /** Batch by batch, in file order. */
  readonly parts: AsyncIterable<readonly RefusedRow[]>;
}

/** What is known of the file's rows, both in file order. */
export interface JudgedRows {
  /** Numbers of the rows that were stored. */
  readonly stored: AsyncIterable<number>;
  readonly findings: AsyncIterable<Finding>;
}

/**
 * Reads the rows of a file that were not stored. Nothing beyond a batch is held, however many there are; a reason that
 * the rows came back with before is left out.
 *
 * @throws FileStopped when the file cannot be read as it was when it was judged
 */
export async function readRefusedRows(file: FileToProcess, judged: JudgedRows): Promise<RefusedRows> {
  const way = await openFile(file);
  const { texts, columns } = learned(way.header, 'header');
  const { first, batches } = learned(way.records, 'header');
  const shape = { width: columns.width, reason: placeOfRefusal(texts) };
  return {
    header: withoutReason(texts.slice(0, columns.width), shape.reason),
    parts: refusedParts(first, batches, shape, judged),
  };
}

interface Shape {
  readonly width: number;
  /** Place of the reason in the file, or -1. */
  readonly reason: number;
}

async function* refusedParts(
  first: RecordBatch,
  batches: AsyncIterator<RecordBatch>,
  shape: Shape,
  judged: JudgedRows,
): AsyncGenerator<readonly RefusedRow[]> {
  const stored = inStep(judged.stored, (row) => row);
  const findings = inStep(judged.findings, ({ row }) => row);
  try {
    let from = 1;
    for (let batch: RecordBatch | undefined = first; batch !== undefined; batch = await nextOf(batches)) {
      const rows: RefusedRow[] = [];
      for (let index = from; index < batch.rows; index += 1) {
        const row = batch.firstRow + index;
        const ofRow = await findings.take(row);
        if ((await stored.take(row)).length > 0) continue;
        const cells = cellsOf(batch, index);
        if (cells.every((cell) => cell.trim() === '')) continue;
        const errors = ofRow.filter(({ severity }) => severity === 'error');
        rows.push({ cells: withoutReason(padded(cells, shape.width), shape.reason), errors });
      }
      from = 0;
      yield rows;
    }
  } finally {
    await batches.return?.();
    await stored.end();
    await findings.end();
  }
}

async function nextOf(batches: AsyncIterator<RecordBatch>): Promise<RecordBatch | undefined> {
  const next = await batches.next();
  return next.done === true ? undefined : next.value;
}

function cellsOf({ bytes, cells, firstCells }: RecordBatch, index: number): string[] {
  const [from = 0, to = 0] = firstCells.subarray(index, index + 2);
  return Array.from({ length: to - from }, (_, at) =>
    bytes.toString('utf8', cells[2 * (from + at)], cells[2 * (from + at) + 1]),
  );
}

function padded(cells: readonly string[], width: number): readonly string[] {
  return cells.length >= width ? cells : [...cells, ...Array<string>(width - cells.length).fill('')];
}

function withoutReason(cells: readonly string[], reason: number): readonly string[] {
  return reason < 0 ? cells : cells.filter((_, place) => place !== reason);
}

/** Reads something in file order beside the rows. */
function inStep<T>(source: AsyncIterable<T>, rowOf: (one: T) => number) {
  const iterator = source[Symbol.asyncIterator]();
  let waiting: T | undefined;
  let ended = false;
  return {
    /** What belongs to a row; what belongs to rows before it is passed over. */
    async take(row: number): Promise<readonly T[]> {
      const taken: T[] = [];
      while (!ended) {
        if (waiting === undefined) {
          const next = await iterator.next();
          if (next.done === true) {
            ended = true;
            break;
          }
          waiting = next.value;
        }
        if (rowOf(waiting) > row) break;
        if (rowOf(waiting) === row) taken.push(waiting);
        waiting = undefined;
      }
      return taken;
    },
    async end(): Promise<void> {
      await iterator.return?.();
    },
  };
}
