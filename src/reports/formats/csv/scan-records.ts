import { explainLongRecord, explainTextAfterQuote, explainUnclosedQuote } from './explain-quotes.js';

const quote = 0x22;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** Returned for a record or cell whose end is not in the window. */
const goesOn = -1;

/**
 * Finds the cells of all whole records in a window of text: RFC 4180, with LF or CR alone as line ends too. Works on
 * bytes and fills arrays; nothing is allocated per cell.
 */
export class RecordScanner {
  /** Start and end of each cell. */
  cells: Int32Array = new Int32Array(8192);
  /** First cell of each record, and at last the number of cells. */
  firstCells: Int32Array = new Int32Array(2048);
  rows = 0;
  /** Cells that hold a quote although they are not quoted. */
  strayQuotes: Set<number> | null = null;
  readonly #delimiter: number;
  readonly #limit: number;
  /** 0 for bytes that are nothing but content. */
  readonly #special = new Uint8Array(256);
  #cell = 0;
  /** Cells of the present record in which two quotes stand for one. */
  #doubled: number[] = [];

  /**
   * @param delimiter its ASCII code
   * @param recordBytes the most a record may hold
   */
  constructor(delimiter: number, recordBytes: number) {
    this.#delimiter = delimiter;
    this.#limit = recordBytes;
    for (const byte of [delimiter, quote, lineFeed, carriageReturn]) this.#special[byte] = 1;
  }

  /**
   * Scans `bytes` up to `length`. There must be room for one byte more, which is overwritten.
   *
   * @param isLast no text follows: the last record needs no line end
   * @param firstRow the number of the first record, for sentences
   * @returns how many bytes the whole records take; the rest belongs to a record that goes on
   * @throws FileStopped for quotes that cannot be told apart and for records that are too long
   */
  scan(bytes: Buffer, length: number, isLast: boolean, firstRow: number): number {
    this.rows = 0;
    this.strayQuotes = null;
    this.#cell = 0;
    // A sentinel: the inner loop needs no look at the length.
    bytes[length] = lineFeed;
    let at = 0;
    while (at < length) {
      const firstCell = this.#cell;
      const end = this.#scanRecord(bytes, at, length, isLast, firstRow);
      if ((end === goesOn ? length : end) - at > this.#limit) {
        throw explainLongRecord(bytes, at, this.#limit, firstRow + this.rows, this.#delimiter);
      }
      if (end === goesOn) {
        this.#cell = firstCell;
        this.#forgetStrayQuotes();
        break;
      }
      for (const cell of this.#doubled) this.#undouble(bytes, cell);
      this.#endRow(firstCell);
      at = end;
    }
    this.firstCells[this.rows] = this.#cell;
    return at;
  }

  /** @returns where the next record begins, or `goesOn` */
  #scanRecord(bytes: Buffer, from: number, length: number, isLast: boolean, firstRow: number): number {
    const special = this.#special;
    const delimiter = this.#delimiter;
    const firstCell = this.#cell;
    if (this.#doubled.length > 0) this.#doubled = [];
    let at = from;
    for (;;) {
      const start = at;
      if (bytes[at] === quote && at < length) {
        at = this.#scanQuoted(bytes, at + 1, length, isLast);
        if (at === goesOn) {
          if (!isLast || length - from > this.#limit) return goesOn;
          throw explainUnclosedQuote(firstRow + this.rows, this.#cell - firstCell);
        }
        this.#keepCell(start + 1, at - 1);
        if (at < length && special[bytes[at] as number] === 0) {
          if (at - from > this.#limit) return goesOn;
          throw explainTextAfterQuote(bytes, start, at, firstRow + this.rows, this.#cell - firstCell - 1);
        }
      } else {
        while (special[bytes[at] as number] === 0) at += 1;
        if (bytes[at] === quote) at = this.#skipStrayQuotes(bytes, at, length);
        this.#keepCell(start, at);
      }
      if (at >= length) return isLast ? length : goesOn;
      const byte = bytes[at];
      at += 1;
      if (byte === lineFeed) return at;
      if (byte !== delimiter) {
        if (at === length && !isLast) return goesOn;
        return bytes[at] === lineFeed && at < length ? at + 1 : at;
      }
    }
  }

  /** @returns the position after the closing quote, or `goesOn` */
  #scanQuoted(bytes: Buffer, from: number, length: number, isLast: boolean): number {
    let at = from;
    for (;;) {
      while (at < length && bytes[at] !== quote) at += 1;
      if (at >= length) return goesOn;
      at += 1;
      // Whether a quote at the end of the window closes or is doubled, the next window tells.
      if (at === length) return isLast ? at : goesOn;
      if (bytes[at] !== quote) return at;
      if (this.#doubled.at(-1) !== this.#cell) this.#doubled.push(this.#cell);
      at += 1;
    }
  }

  #skipStrayQuotes(bytes: Buffer, from: number, length: number): number {
    this.strayQuotes ??= new Set();
    this.strayQuotes.add(this.#cell);
    let at = from;
    while (at < length && (bytes[at] === quote || this.#special[bytes[at] as number] === 0)) at += 1;
    return at;
  }

  #keepCell(start: number, end: number): void {
    if (2 * this.#cell + 2 > this.cells.length) this.cells = doubleOf(this.cells);
    this.cells[2 * this.#cell] = start;
    this.cells[2 * this.#cell + 1] = end;
    this.#cell += 1;
  }

  #endRow(firstCell: number): void {
    if (this.rows + 2 > this.firstCells.length) this.firstCells = doubleOf(this.firstCells);
    this.firstCells[this.rows] = firstCell;
    this.rows += 1;
  }

  /** Those of a record that goes on will be found again with it. */
  #forgetStrayQuotes(): void {
    for (const cell of this.strayQuotes ?? []) if (cell >= this.#cell) this.strayQuotes?.delete(cell);
  }

  /** Two quotes inside a quoted cell stand for one; the cell shrinks where it stands. */
  #undouble(bytes: Buffer, cell: number): void {
    const end = this.cells[2 * cell + 1] ?? 0;
    let to = this.cells[2 * cell] ?? 0;
    for (let from = to; from < end; from += 1) {
      const byte = bytes[from] ?? 0;
      bytes[to] = byte;
      to += 1;
      if (byte === quote) from += 1;
    }
    this.cells[2 * cell + 1] = to;
  }
}

function doubleOf(array: Int32Array): Int32Array {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}
