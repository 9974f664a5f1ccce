import type { RecordBatch } from '../record-batch.js';
import { BatchBuilder } from './batch-builder.js';

/** Rows as a format reads them, cut into batches of about a window's size. */
export class BatchQueue {
  builder = new BatchBuilder();
  readonly #windowBytes: number;
  readonly #ready: { readonly batch: RecordBatch; readonly builder: BatchBuilder }[] = [];
  readonly #free: BatchBuilder[] = [];
  #isHeader = true;

  constructor(windowBytes: number) {
    this.#windowBytes = windowBytes;
  }

  /** The row begun last is complete. The first one says how many cells every row has at least. */
  endRow(isHidden = false): void {
    const { builder } = this;
    if (this.#isHeader) builder.width = builder.cellsOfRow;
    this.#isHeader = false;
    builder.endRow(isHidden);
    if (builder.length >= this.#windowBytes) this.cut();
  }

  /** Begins a new batch, whose first row has this number. */
  cut(nextRow?: number): void {
    const { builder } = this;
    const after = nextRow ?? builder.firstRow + builder.rows;
    if (builder.rows > 0) {
      this.#ready.push({ batch: builder.take(), builder });
      this.builder = this.#free.pop() ?? new BatchBuilder();
      this.builder.width = builder.width;
    }
    this.builder.firstRow = after;
  }

  /** The batches that are complete; each is valid until the next is asked for. */
  *take(): Generator<RecordBatch> {
    for (let next = this.#ready.shift(); next !== undefined; next = this.#ready.shift()) {
      yield next.batch;
      this.#free.push(next.builder);
    }
  }

  /** What is left at the end of the file. */
  *takeRest(): Generator<RecordBatch> {
    this.cut();
    yield* this.take();
  }
}
