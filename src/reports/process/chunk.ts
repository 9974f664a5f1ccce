import type { RecordBatch } from '../formats/record-batch.js';
import type { ReportCode } from '../rules/table.js';
import type { ChunkDesk } from './chunk-desk.js';
import { contentMemory } from './content-writer.js';
import { GoodRows } from './good-rows.js';
import { showCell } from './mask.js';
import type { Finding, FindingParams } from './types.js';

/** A row that names an image. */
export interface NamedImage {
  readonly row: number;
  /** As the row has it, without blanks around it. */
  readonly name: string;
  /** Place among the good rows; -1 for a row with errors. */
  readonly index: number;
}

/** Some rows that were judged one after the other, and what was found in them. */
export class Chunk {
  /** Rows that hold anything. */
  judged = 0;
  bad = 0;
  /** Rows with warnings and no error. */
  warned = 0;
  /** The rows without errors of their own. */
  readonly good: GoodRows;
  readonly #desk: ChunkDesk;
  /** Where the contents of the rows are written. */
  #memory = contentMemory();
  #found: Finding[] = [];
  #late: Finding[] = [];
  #images: NamedImage[] = [];

  /** @param desk that all chunks of a file share */
  constructor(desk: ChunkDesk, mostRows: number) {
    this.#desk = desk;
    this.good = new GoodRows(mostRows);
  }

  /** Begins the chunk anew: the rows judged from now on are its rows, and the contents of those before are void. */
  open(): void {
    this.judged = 0;
    this.bad = 0;
    this.warned = 0;
    this.good.clear();
    this.#late = [];
    this.#images = [];
    this.#desk.judge.writer.turnTo(this.#memory);
  }

  /** Ends it: the rows judged from now on are those of another one. */
  close(): void {
    // The writer may have moved to larger memory.
    this.#memory = this.#desk.judge.writer.bytes;
    this.good.bytes = this.#memory;
    this.#found = this.#desk.sink.take();
  }

  /** Judges a row. @returns false for a row without content, which does not count */
  judge(batch: RecordBatch, index: number): boolean {
    const { judge } = this.#desk;
    const start = judge.writer.at;
    const verdict = judge.judge(batch, index);
    if (verdict === 'empty') return false;
    this.judged += 1;
    if (verdict === 'bad') this.bad += 1;
    else this.#keep(batch.firstRow + index, start);
    this.#noteImage(batch.firstRow + index, verdict);
    return true;
  }

  /**
   * Adds a finding that only became known after the row was judged; an error strikes the row.
   *
   * @param at place among the good rows
   */
  addLate(at: number, code: ReportCode, params: FindingParams): void {
    const { good } = this;
    const row = good.rows[at];
    if (row === undefined || at >= good.length) throw new TypeError(`There is no row ${at} in the chunk.`);
    this.#late.push(this.#desk.sink.finding(row, code, this.#desk.at.exam, params, good.examDate(at)));
    if (this.#desk.sink.severityOf(code) === 'error') this.#strike(at);
    else if (!good.isWarned(at)) {
      good.warn(at);
      if (!good.isStruck(at)) this.warned += 1;
    }
  }

  /** The rows of the chunk that name images, good or not, in file order. */
  namedImages(): readonly NamedImage[] {
    return this.#images;
  }

  /** Whether a row has no error, as far as is known. */
  isGood({ index }: NamedImage): boolean {
    return index >= 0 && !this.good.isStruck(index);
  }

  /** Adds what is wrong with the image of a row, which strikes it. */
  addImageFault({ row, name, index }: NamedImage, code: ReportCode, params: FindingParams): void {
    this.#late.push(this.#desk.sink.finding(row, code, this.#desk.at.image, params, name));
    if (index >= 0) this.#strike(index);
  }

  /** Adds what is said of an image that no row names: at the header, or before the first row where there is none. */
  addImageLeft(name: string): void {
    const params = { name: showCell(name, undefined) };
    const { sink, headerRow, at, imageHeader } = this.#desk;
    this.#late.push(sink.finding(headerRow, 'RPT_IMAGE_NOT_NAMED', at.image, params, imageHeader));
  }

  /** All findings of the chunk in the order of the rows. */
  findings(): readonly Finding[] {
    if (this.#late.length === 0) return this.#found;
    return [...this.#found, ...this.#late].sort((a, b) => a.row - b.row);
  }

  #noteImage(row: number, verdict: 'good' | 'bad'): void {
    const name = this.#desk.judge.imageName;
    if (name !== '') this.#images.push({ row, name, index: verdict === 'good' ? this.good.length - 1 : -1 });
  }

  #strike(at: number): void {
    const { good } = this;
    if (good.isStruck(at)) return;
    good.strike(at);
    this.bad += 1;
    if (good.isWarned(at)) this.warned -= 1;
  }

  #keep(row: number, start: number): void {
    const { judge, sink, at, graded, periodic } = this.#desk;
    const { row: values, valueAt } = judge;
    const isWarned = sink.rowHasWarning;
    if (isWarned) this.warned += 1;
    this.good.keep({
      row,
      start,
      end: judge.writer.at,
      workerAt: valueAt[at.worker] as number,
      employerAt: valueAt[at.employer] as number,
      hazardAt: graded === null ? -1 : (valueAt[graded.hazard] as number),
      level: graded === null ? 0 : levelOf(values.of(graded.level)),
      examDay: values.of(at.exam),
      birthDay: values.of(at.birth),
      isPeriodic: values.of(at.timing) === periodic,
      isWarned,
    });
  }
}

/** The codes of levels are 1 to 4 in this order; 0 is none. */
function levelOf(place: number): number {
  return Number.isNaN(place) ? 0 : place + 1;
}
