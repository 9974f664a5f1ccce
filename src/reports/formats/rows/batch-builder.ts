import type { RecordBatch } from '../record-batch.js';
import { cellKind } from './cell-kind.js';

/** Puts rows of any format into batches, cell by cell. */
export class BatchBuilder {
  #bytes = Buffer.allocUnsafe(256 * 1024);
  #length = 0;
  #bounds = new Int32Array(8192);
  #kinds = new Uint8Array(4096);
  #cells = 0;
  #firstCells = new Int32Array(512);
  #rows = 0;
  #hasKinds = false;
  #hidden = new Set<number>();
  /** Number of the first row, as the spreadsheet shows it. */
  firstRow = 1;
  /** Cells that each row has at least; the missing ones at its end are empty. */
  width = 0;

  get rows(): number {
    return this.#rows;
  }

  /** Bytes of text so far. */
  get length(): number {
    return this.#length;
  }

  /** Cells of the row begun last. */
  get cellsOfRow(): number {
    return this.#cells - (this.#firstCells[this.#rows] as number);
  }

  beginRow(): void {
    if (this.#rows + 2 > this.#firstCells.length) this.#firstCells = grown(this.#firstCells, Int32Array);
    this.#firstCells[this.#rows] = this.#cells;
  }

  /** @param kind how the format says the cell is meant; see `cell-kind.ts` */
  add(bytes: Uint8Array, start: number, end: number, kind: number): void {
    const length = end - start;
    this.#makeRoom(length);
    for (let at = start; at < end; at += 1) this.#bytes[this.#length++] = bytes[at] as number;
    this.#note(length, kind);
  }

  addText(text: string, kind: number): void {
    const length = Buffer.byteLength(text);
    this.#makeRoom(length);
    this.#length += this.#bytes.write(text, this.#length, 'utf8');
    this.#note(length, kind);
  }

  addEmpty(): void {
    this.#note(0, cellKind.text);
  }

  endRow(isHidden: boolean): void {
    while (this.cellsOfRow < this.width) this.addEmpty();
    if (isHidden) this.#hidden.add(this.#rows);
    this.#rows += 1;
    this.#firstCells[this.#rows] = this.#cells;
  }

  /** The rows since the last call; valid until the next row is begun. */
  take(): RecordBatch {
    const batch = {
      bytes: this.#bytes,
      cells: this.#bounds,
      firstCells: this.#firstCells,
      rows: this.#rows,
      firstRow: this.firstRow,
      strayQuotes: null,
      kinds: this.#hasKinds ? this.#kinds : null,
      hiddenRows: this.#hidden.size > 0 ? this.#hidden : null,
    };
    this.firstRow += this.#rows;
    this.#hidden = new Set();
    this.#length = 0;
    this.#cells = 0;
    this.#rows = 0;
    this.#hasKinds = false;
    return batch;
  }

  #note(length: number, kind: number): void {
    if (this.#cells + 1 > this.#kinds.length) {
      this.#kinds = grown(this.#kinds, Uint8Array);
      this.#bounds = grown(this.#bounds, Int32Array);
    }
    this.#bounds[2 * this.#cells] = this.#length - length;
    this.#bounds[2 * this.#cells + 1] = this.#length;
    this.#kinds[this.#cells] = kind;
    if (kind !== cellKind.text) this.#hasKinds = true;
    this.#cells += 1;
  }

  #makeRoom(length: number): void {
    if (this.#length + length <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe((this.#length + length) * 2);
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}

function grown<T extends Int32Array | Uint8Array>(array: T, Type: new (length: number) => T): T {
  const larger = new Type(array.length * 2);
  larger.set(array);
  return larger;
}
