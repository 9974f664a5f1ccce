import type { FileLimits } from '../../process/types.js';
import { FileStopped } from '../file-stopped.js';
import type { RecordBatch } from '../record-batch.js';
import { type Delimiter, findDelimiter } from './find-delimiter.js';
import { RecordScanner } from './scan-records.js';

export interface CsvRecords {
  readonly delimiter: Delimiter;
  readonly batches: AsyncIterable<RecordBatch>;
}

/**
 * Reads CSV in windows of bounded size; a record that a window cuts off is read again with the next.
 *
 * @param text UTF-8 without byte order mark
 * @throws FileStopped from `batches`, naming the row
 */
export async function readCsv(
  text: AsyncIterable<Buffer>,
  limits: Pick<FileLimits, 'recordBytes' | 'windowBytes'>,
): Promise<CsvRecords> {
  const source = new TextWindow(text[Symbol.asyncIterator](), limits.windowBytes);
  await source.fill();
  const delimiter = findDelimiter(source.bytes.subarray(0, source.length));
  return {
    delimiter,
    batches: scanWindows(source, new RecordScanner(delimiter.charCodeAt(0), limits.recordBytes)),
  };
}

async function* scanWindows(source: TextWindow, scanner: RecordScanner): AsyncGenerator<RecordBatch> {
  let firstRow = 1;
  try {
    for (;;) {
      const { bytes, length, isLast } = source;
      refuseNul(scanner, bytes, length, firstRow);
      const consumed = scanner.scan(bytes, length, isLast, firstRow);
      const { cells, firstCells, rows, strayQuotes } = scanner;
      if (rows > 0)
        yield { bytes, cells, firstCells, rows, firstRow, strayQuotes, kinds: null, hiddenRows: null };
      if (isLast) return;
      firstRow += rows;
      source.drop(consumed);
      await source.fill();
    }
  } finally {
    await source.close();
  }
}

function refuseNul(scanner: RecordScanner, bytes: Buffer, length: number, firstRow: number): void {
  const nul = bytes.subarray(0, length).indexOf(0);
  if (nul < 0) return;
  const before = Buffer.from(bytes.subarray(0, nul + 1));
  scanner.scan(before, nul, false, firstRow);
  throw new FileStopped('RPT_FILE_NUL', { row: firstRow + scanner.rows });
}

/** What is left of the last window and the next pieces of text, in one buffer with a byte to spare. */
class TextWindow {
  bytes: Buffer;
  length = 0;
  isLast = false;
  readonly #source: AsyncIterator<Buffer>;
  readonly #size: number;
  #piece: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterator<Buffer>, size: number) {
    this.#source = source;
    this.#size = size;
    this.bytes = Buffer.allocUnsafe(size * 2 + 1);
  }

  /** Removes what has been read. */
  drop(count: number): void {
    this.bytes.copyWithin(0, count, this.length);
    this.length -= count;
  }

  /** Takes up a window's size of further text, or all there is. */
  async fill(): Promise<void> {
    const wanted = this.length + this.#size;
    this.#makeRoom(wanted);
    while (this.length < wanted) {
      if (this.#piece.length === 0) {
        const next = await this.#source.next();
        if (next.done === true) {
          this.isLast = true;
          return;
        }
        this.#piece = next.value;
      }
      const taken = this.#piece.copy(this.bytes, this.length, 0, wanted - this.length);
      this.#piece = this.#piece.subarray(taken);
      this.length += taken;
    }
  }

  /** Lets the source close its file when the rest is not wanted. */
  async close(): Promise<void> {
    await this.#source.return?.();
  }

  #makeRoom(wanted: number): void {
    if (wanted < this.bytes.length) return;
    const larger = Buffer.allocUnsafe(wanted * 2 + 1);
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
  }
}
