import type { RecordBatch } from '../formats/record-batch.js';
import { isoDate } from '../rules/calendar.js';
import type { RowValues } from '../rules/row-values.js';
import type { ReportCode } from '../rules/table.js';
import { FindingSink } from './finding-sink.js';
import { RowJudge } from './judge-row.js';
import { showCell } from './mask.js';
import type { ExamRecord, Finding, FindingParams } from './types.js';
import type { FileHeader, Way } from './way.js';

/** A row without errors of its own. */
interface GoodRow {
  readonly record: ExamRecord;
  readonly birthDay: number;
  readonly examDay: number;
  readonly isPeriodic: boolean;
  isWarned: boolean;
  isStruck: boolean;
}

/** A row that names an image. */
export interface NamedImage {
  readonly row: number;
  /** As the row has it, without blanks around it. */
  readonly name: string;
  /** Place among the good rows; -1 for a row with errors. */
  readonly index: number;
}

/** The rows judged since the last were handed over, and what was found in them. */
export class Chunk {
  /** Rows that hold anything. */
  judged = 0;
  bad = 0;
  /** Rows with warnings and no error. */
  warned = 0;
  readonly #judge: RowJudge;
  readonly #sink: FindingSink;
  readonly #at: Readonly<Record<'worker' | 'employer' | 'exam' | 'birth' | 'timing' | 'image', number>>;
  readonly #periodic: number;
  readonly #headerRow: number;
  /** The cell that stands for the column in which a name is missing. */
  readonly #imageHeader: string | undefined;
  /** Where exams for hazard operations have theirs. */
  readonly #graded: { readonly hazard: number; readonly level: number } | null;
  #good: GoodRow[] = [];
  #late: Finding[] = [];
  #images: NamedImage[] = [];

  constructor({ layout, file, limits, survey }: Way, { columns, texts }: FileHeader) {
    this.#sink = new FindingSink(layout, columns, file.strict);
    // No row of an exam with worker and date is shorter than 64 bytes.
    const mostRows = Math.min(limits.rows, Math.ceil((survey?.size ?? Number.POSITIVE_INFINITY) / 64));
    const setting = { ...file, layout, columns, header: texts, mostRows };
    this.#judge = new RowJudge(setting, this.#sink);
    const { at, code } = this.#judge.look;
    this.#at = {
      worker: at('worker_id'),
      employer: at('employer_ubn'),
      exam: at('exam_date'),
      birth: at('birth_date'),
      timing: at('exam_timing'),
      image: this.#judge.imageAt,
    };
    this.#periodic = code('exam_timing', '2');
    this.#headerRow = columns.hasLetters ? 1 : 0;
    this.#imageHeader = layout.columns[this.#at.image]?.name;
    this.#graded =
      layout.kind === 'special' ? { hazard: at('hazard_code'), level: at('management_level') } : null;
  }

  /** Rows of the file so far that are the template's example. */
  get exampleRows(): number {
    return this.#judge.exampleRows;
  }

  /** Judges a row. @returns false for a row without content, which does not count */
  judge(batch: RecordBatch, index: number): boolean {
    const start = this.#judge.writer.at;
    const verdict = this.#judge.judge(batch, index);
    if (verdict === 'empty') return false;
    this.judged += 1;
    if (verdict === 'bad') this.bad += 1;
    else this.#keep(batch.firstRow + index, start);
    this.#noteImage(batch.firstRow + index, verdict);
    return true;
  }

  /** The rows that are good so far, in file order. */
  goodRecords(): readonly ExamRecord[] {
    return this.#good.filter(({ isStruck }) => !isStruck).map(({ record }) => record);
  }

  /** What the interval between exams is judged by. @param index in `goodRecords` before anything was added late */
  datesOf(index: number): {
    readonly isPeriodic: boolean;
    readonly birthDay: number;
    readonly examDay: number;
  } {
    return this.#goodRow(index);
  }

  /**
   * Adds a finding that only became known after the row was judged; an error strikes the row.
   *
   * @param index in `goodRecords` before anything was added late
   */
  addLate(index: number, code: ReportCode, params: FindingParams): void {
    const row = this.#goodRow(index);
    const text = row.record.examDate;
    this.#late.push(this.#sink.finding(row.record.row, code, this.#at.exam, params, text));
    if (this.#sink.severityOf(code) === 'error') this.#strike(row);
    else if (!row.isWarned) {
      row.isWarned = true;
      if (!row.isStruck) this.warned += 1;
    }
  }

  /** The rows of the chunk that name images, good or not, in file order. */
  namedImages(): readonly NamedImage[] {
    return this.#images;
  }

  /** Whether a row has no error, as far as is known. */
  isGood({ index }: NamedImage): boolean {
    return this.#good[index]?.isStruck === false;
  }

  /** Adds what is wrong with the image of a row, which strikes it. */
  addImageFault({ row, name, index }: NamedImage, code: ReportCode, params: FindingParams): void {
    this.#late.push(this.#sink.finding(row, code, this.#at.image, params, name));
    const good = this.#good[index];
    if (good !== undefined) this.#strike(good);
  }

  /** Adds what is said of an image that no row names: at the header, or before the first row where there is none. */
  addImageLeft(name: string): void {
    const params = { name: showCell(name, undefined) };
    this.#late.push(
      this.#sink.finding(this.#headerRow, 'RPT_IMAGE_NOT_NAMED', this.#at.image, params, this.#imageHeader),
    );
  }

  /** All findings of the chunk in the order of the rows. */
  findings(): readonly Finding[] {
    const findings = this.#sink.take();
    return this.#late.length === 0 ? findings : [...findings, ...this.#late].sort((a, b) => a.row - b.row);
  }

  /** Begins the next chunk; the contents of the records handed over are void from now on. */
  clear(): void {
    this.judged = 0;
    this.bad = 0;
    this.warned = 0;
    this.#good = [];
    this.#late = [];
    this.#images = [];
    this.#judge.writer.at = 0;
  }

  #noteImage(row: number, verdict: 'good' | 'bad'): void {
    const name = this.#judge.imageName;
    if (name !== '') this.#images.push({ row, name, index: verdict === 'good' ? this.#good.length - 1 : -1 });
  }

  #strike(row: GoodRow): void {
    if (row.isStruck) return;
    row.isStruck = true;
    this.bad += 1;
    if (row.isWarned) this.warned -= 1;
  }

  #keep(row: number, start: number): void {
    const { writer, row: values } = this.#judge;
    const examDay = values.of(this.#at.exam);
    const examDate = isoDate(examDay);
    const workerId = this.#latin(this.#at.worker, 10);
    const { hazardCode, level } = this.#gradeOf(values);
    const isWarned = this.#sink.rowHasWarning;
    if (isWarned) this.warned += 1;
    this.#good.push({
      record: {
        row,
        examDate,
        hazardCode,
        level,
        employerUbn: this.#latin(this.#at.employer, 8),
        workerId,
        duplicateKey: [workerId, examDate, ...(hazardCode === null ? [] : [hazardCode])].join(' '),
        content: writer.bytes.subarray(start, writer.at),
      },
      birthDay: values.of(this.#at.birth),
      examDay,
      isPeriodic: values.of(this.#at.timing) === this.#periodic,
      isWarned,
      isStruck: false,
    });
  }

  #gradeOf(values: RowValues): Pick<ExamRecord, 'hazardCode' | 'level'> {
    if (this.#graded === null) return { hazardCode: null, level: null };
    const level = values.of(this.#graded.level);
    // The codes of levels are 1 to 4 in this order.
    return { hazardCode: this.#latin(this.#graded.hazard, 2), level: Number.isNaN(level) ? null : level + 1 };
  }

  /** A value of fixed length in ASCII, from the record just written. */
  #latin(column: number, length: number): string {
    const { writer, valueAt } = this.#judge;
    const start = valueAt[column] ?? 0;
    return writer.bytes.toString('latin1', start, start + length);
  }

  #goodRow(index: number): GoodRow {
    const row = this.#good[index];
    if (row === undefined) throw new TypeError(`There is no row ${index} among those asked for.`);
    return row;
  }
}
