import { readCsv } from '../../../../src/reports/formats/csv/read-csv.js';
import { FileStopped } from '../../../../src/reports/formats/file-stopped.js';

export interface ReadText {
  readonly rows: readonly (readonly string[])[];
  /** `row column` of cells with lone quotes. */
  readonly strayQuotes: readonly string[];
  readonly stop: string | null;
}

/** Reads a text as CSV in pieces of these lengths (the last for the rest), and keeps all. */
export async function readAll(
  text: Buffer | string,
  pieces: readonly number[] = [65_536],
  limits = { windowBytes: 4096, recordBytes: 100_000 },
): Promise<ReadText> {
  const rows: string[][] = [];
  const strayQuotes: string[] = [];
  try {
    const { batches } = await readCsv(cut(Buffer.from(text), pieces), limits);
    for await (const batch of batches) {
      for (let index = 0; index < batch.rows; index += 1) {
        const [first = 0, next = 0] = batch.firstCells.subarray(index, index + 2);
        const row: string[] = [];
        for (let cell = first; cell < next; cell += 1) {
          row.push(batch.bytes.toString('utf8', batch.cells[2 * cell], batch.cells[2 * cell + 1]));
          if (batch.strayQuotes?.has(cell)) strayQuotes.push(`${batch.firstRow + index} ${cell - first}`);
        }
        rows.push(row);
      }
    }
    return { rows, strayQuotes, stop: null };
  } catch (error) {
    if (!(error instanceof FileStopped)) throw error;
    return { rows, strayQuotes, stop: `${error.code} ${JSON.stringify(error.params)}` };
  }
}

async function* cut(bytes: Buffer, pieces: readonly number[]): AsyncGenerator<Buffer> {
  let at = 0;
  for (let i = 0; at < bytes.length; i += 1) {
    const length = Math.max(1, pieces[Math.min(i, pieces.length - 1)] ?? 1);
    yield Buffer.from(bytes.subarray(at, at + length));
    at += length;
  }
}
