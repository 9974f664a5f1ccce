import { isoDate } from '../rules/calendar.js';
import type { ExamRecord } from './types.js';

/** Where a row just judged has what is kept of it beside its content. */
export interface KeptRow {
  /** As the spreadsheet shows it: the header is row 1. */
  readonly row: number;
  /** Where its content begins and ends. */
  readonly start: number;
  readonly end: number;
  /** Where values of fixed length begin; -1 for none. */
  readonly workerAt: number;
  readonly employerAt: number;
  readonly hazardAt: number;
  /** Management level, 0 for none. */
  readonly level: number;
  /** Day numbers. */
  readonly examDay: number;
  readonly birthDay: number;
  readonly isPeriodic: boolean;
  readonly isWarned: boolean;
}

/**
 * The rows of a chunk without errors of their own, in file order and column by column: a million rows go through here,
 * and nothing is allocated for one. What is read from it is valid until `onChunk` resolves.
 */
export class GoodRows {
  /** What all places lie in; to be set once all rows are kept, since memory may move while they are written. */
  bytes: Buffer = Buffer.alloc(0);
  /** Rows, with those struck since. */
  length = 0;
  readonly rows: Uint32Array;
  /** Where the content of each row begins and ends in `bytes`, in the form that `content.ts` documents. */
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  /** Where each row's ID number (10 bytes) begins in `bytes`. */
  readonly workerAt: Uint32Array;
  /** Where each row's employer (8 digits) begins. */
  readonly employerAt: Uint32Array;
  /** Where each row's hazard operation (2 characters) begins, or -1. */
  readonly hazardAt: Int32Array;
  /** 0 for none. */
  readonly levels: Uint8Array;
  /** Day numbers. */
  readonly examDays: Int32Array;
  readonly birthDays: Int32Array;
  /** 16 bytes for each row: by what the store finds the worker. Filled by whoever has the key, once for a chunk. */
  readonly workerIndexes: Buffer;
  isIndexed = false;
  readonly #periodic: Uint8Array;
  readonly #warned: Uint8Array;
  readonly #struck: Uint8Array;
  #anyStruck = false;

  /** @param most rows of a chunk */
  constructor(most: number) {
    this.rows = new Uint32Array(most);
    this.starts = new Uint32Array(most);
    this.ends = new Uint32Array(most);
    this.workerAt = new Uint32Array(most);
    this.employerAt = new Uint32Array(most);
    this.hazardAt = new Int32Array(most);
    this.levels = new Uint8Array(most);
    this.examDays = new Int32Array(most);
    this.birthDays = new Int32Array(most);
    this.workerIndexes = Buffer.alloc(most * 16);
    this.#periodic = new Uint8Array(most);
    this.#warned = new Uint8Array(most);
    this.#struck = new Uint8Array(most);
  }

  /** Adds a row. */
  keep(kept: KeptRow): void {
    const at = this.length;
    this.length += 1;
    this.rows[at] = kept.row;
    this.starts[at] = kept.start;
    this.ends[at] = kept.end;
    this.workerAt[at] = kept.workerAt;
    this.employerAt[at] = kept.employerAt;
    this.hazardAt[at] = kept.hazardAt;
    this.levels[at] = kept.level;
    this.examDays[at] = kept.examDay;
    this.birthDays[at] = kept.birthDay;
    this.#periodic[at] = kept.isPeriodic ? 1 : 0;
    this.#warned[at] = kept.isWarned ? 1 : 0;
    this.#struck[at] = 0;
  }

  isPeriodic(at: number): boolean {
    return this.#periodic[at] === 1;
  }

  isWarned(at: number): boolean {
    return this.#warned[at] === 1;
  }

  warn(at: number): void {
    this.#warned[at] = 1;
  }

  isStruck(at: number): boolean {
    return this.#struck[at] === 1;
  }

  /** Marks a row that turned out to be wrong after all; it keeps its place until `dropStruck`. */
  strike(at: number): void {
    this.#struck[at] = 1;
    this.#anyStruck = true;
  }

  /** Closes the gaps; the places of the rows change. */
  dropStruck(): void {
    if (!this.#anyStruck) return;
    let to = 0;
    for (let at = 0; at < this.length; at += 1) {
      if (this.#struck[at] === 1) continue;
      this.#move(at, to);
      to += 1;
    }
    this.length = to;
    this.#anyStruck = false;
  }

  /** `yyyy-mm-dd` */
  examDate(at: number): string {
    return isoDate(this.examDays[at] as number);
  }

  /** Null where the kind of exam has none. */
  hazardCode(at: number): string | null {
    const start = this.hazardAt[at] as number;
    return start < 0 ? null : this.bytes.toString('latin1', start, start + 2);
  }

  /** The rows one by one, for those who need few of them. */
  records(): ExamRecord[] {
    return Array.from({ length: this.length }, (_, at) => this.#record(at));
  }

  clear(): void {
    this.length = 0;
    this.isIndexed = false;
    this.#anyStruck = false;
  }

  #record(at: number): ExamRecord {
    const { bytes } = this;
    const text = (start: number, length: number) => bytes.toString('latin1', start, start + length);
    const level = this.levels[at] as number;
    return {
      row: this.rows[at] as number,
      examDate: this.examDate(at),
      hazardCode: this.hazardCode(at),
      level: level === 0 ? null : level,
      employerUbn: text(this.employerAt[at] as number, 8),
      workerId: text(this.workerAt[at] as number, 10),
      content: bytes.subarray(this.starts[at], this.ends[at]),
    };
  }

  #move(from: number, to: number): void {
    if (from === to) return;
    const { rows, starts, ends, workerAt, employerAt, hazardAt, levels, examDays, birthDays } = this;
    for (const column of [rows, starts, ends, workerAt, employerAt, hazardAt, levels, examDays, birthDays]) {
      column[to] = column[from] as number;
    }
    for (const flags of [this.#periodic, this.#warned, this.#struck]) flags[to] = flags[from] as number;
    this.workerIndexes.copyWithin(to * 16, from * 16, from * 16 + 16);
  }
}
