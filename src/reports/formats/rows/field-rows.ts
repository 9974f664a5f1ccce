import { FileStopped } from '../file-stopped.js';
import type { RecordBatch } from '../record-batch.js';
import { BatchQueue } from './batch-queue.js';

/** Where the fields of a format without a header go. */
export interface FieldPlan {
  /** The columns, as the header of the template writes them. */
  readonly header: readonly string[];
  /** Place of a field by the name it has in the file; undefined for names that are not known. */
  placeOf(name: string): number | undefined;
}

/**
 * Rows whose fields carry their names (XML, JSON), in any order. The plan's header is put before them as row 0, so that
 * the first row of the file is row 1.
 */
export class FieldRows {
  /** Number of the row begun last. */
  row = 0;
  readonly #plan: FieldPlan;
  readonly #queue: BatchQueue;
  #values: Buffer = Buffer.allocUnsafe(64 * 1024);
  #length = 0;
  readonly #starts: Int32Array;
  readonly #ends: Int32Array;
  readonly #kinds: Uint8Array;

  constructor(plan: FieldPlan, windowBytes: number) {
    this.#plan = plan;
    this.#queue = new BatchQueue(windowBytes);
    this.#starts = new Int32Array(plan.header.length);
    this.#ends = new Int32Array(plan.header.length);
    this.#kinds = new Uint8Array(plan.header.length);
    this.#queue.cut(0);
    this.#queue.builder.beginRow();
    for (const name of plan.header) this.#queue.builder.addText(name, 0);
    this.#queue.endRow();
  }

  beginRow(): void {
    this.row += 1;
    this.#length = 0;
    this.#starts.fill(-1);
  }

  /** @throws FileStopped when no column has this name, or the row has it already */
  place(name: string): number {
    const place = this.#plan.placeOf(name);
    const params = { row: this.row, name: name.slice(0, 40) };
    if (place === undefined) throw new FileStopped('RPT_FILE_FIELD_UNKNOWN', params);
    if ((this.#starts[place] as number) >= 0) throw new FileStopped('RPT_FILE_FIELD_TWICE', params);
    return place;
  }

  set(place: number, bytes: Uint8Array, kind: number): void {
    if (this.#length + bytes.length > this.#values.length) {
      const larger = Buffer.allocUnsafe((this.#length + bytes.length) * 2);
      this.#values.copy(larger, 0, 0, this.#length);
      this.#values = larger;
    }
    this.#values.set(bytes, this.#length);
    this.#starts[place] = this.#length;
    this.#length += bytes.length;
    this.#ends[place] = this.#length;
    this.#kinds[place] = kind;
  }

  endRow(): void {
    const { builder } = this.#queue;
    builder.beginRow();
    for (let place = 0; place < this.#starts.length; place += 1) {
      const start = this.#starts[place] as number;
      if (start < 0) builder.addEmpty();
      else builder.add(this.#values, start, this.#ends[place] as number, this.#kinds[place] as number);
    }
    this.#queue.endRow();
  }

  take(): Generator<RecordBatch> {
    return this.#queue.take();
  }

  takeRest(): Generator<RecordBatch> {
    return this.#queue.takeRest();
  }
}
