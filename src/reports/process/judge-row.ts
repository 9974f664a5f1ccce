import type { RecordBatch } from '../formats/record-batch.js';
import { cellKind } from '../formats/rows/cell-kind.js';
import { dayOf, isoDate } from '../rules/calendar.js';
import { isRequired } from '../rules/requirement.js';
import type { Lookup, RowRule } from '../rules/row-rule.js';
import { lookUp, rowRulesOf } from '../rules/row-rules.js';
import { cellState, RowValues } from '../rules/row-values.js';
import type { ReportCode } from '../rules/table.js';
import { type ExamTiming, mayBeAbsent, type Requirement } from '../schema/column.js';
import { exampleRows } from '../schema/example-row.js';
import type { Layout } from '../schema/layouts.js';
import { type LongJudge, longJudgeOf, type QuickJudge, quickJudgeOf } from './cell-judges.js';
import { ContentWriter } from './content-writer.js';
import { ExamSet } from './exam-set.js';
import { faultOfKind } from './fault-of-kind.js';
import type { FindingSink } from './finding-sink.js';
import { QuickCells } from './quick-cells.js';
import type { FileColumns } from './read-header.js';

interface BuiltRule {
  readonly code: ReportCode;
  /** The column that the finding is about. */
  readonly at: number;
  readonly breaks: ReturnType<RowRule['build']>;
}

export interface JudgeSetting {
  readonly layout: Layout;
  readonly columns: FileColumns;
  readonly institutionCode: string;
  /** `yyyy-mm-dd` */
  readonly today: string;
  /** The texts of the header, to know it again. */
  readonly header: readonly string[];
  /** The most rows there may be. */
  readonly mostRows: number;
}

/**
 * Judges the rows of a file one after the other: each cell by its column, then the row as a whole. What it finds goes to
 * the sink, the stored form of good rows to `writer`, the values to `row`.
 */
export class RowJudge {
  readonly writer = new ContentWriter();
  /** Of the row judged last. */
  readonly row: RowValues;
  /** Where in `writer.bytes` the values of these columns of the row judged last begin. */
  readonly valueAt: Int32Array;
  readonly look: Lookup;
  /** Where the layout has the name of an image; -1 where it has none. */
  readonly imageAt: number;
  /** The image that the row judged last names; empty when it names none that could be found. */
  imageName = '';
  /** Rows that were the template's example. */
  exampleRows = 0;
  readonly #setting: JudgeSetting;
  readonly #sink: FindingSink;
  readonly #cells: QuickCells;
  readonly #quick: readonly QuickJudge[];
  readonly #long: readonly LongJudge[];
  readonly #rules: readonly BuiltRule[];
  readonly #conditional: readonly { readonly at: number; readonly requirement: Requirement }[];
  readonly #always: Uint8Array;
  readonly #isConditional: Uint8Array;
  readonly #exampleMarks: readonly { readonly at: number; readonly bytes: Buffer }[];
  readonly #timingAt: number;
  readonly #examDateAt: number;
  readonly #workerAt: number;
  /** -1 where the layout has none. */
  readonly #hazardAt: number;
  readonly #hazards: readonly string[];
  readonly #exams: ExamSet;
  #conditionalEmpty = 0;

  constructor(setting: JudgeSetting, sink: FindingSink) {
    const { columns } = setting.layout;
    this.#setting = setting;
    this.#sink = sink;
    this.row = new RowValues(columns.length);
    this.valueAt = new Int32Array(columns.length);
    this.look = lookUp(setting.layout, dayOf(setting.today));
    this.#cells = new QuickCells(this.writer);
    this.#exams = new ExamSet(setting.mostRows);
    this.#workerAt = this.look.at('worker_id');
    this.#timingAt = this.look.at('exam_timing');
    this.#examDateAt = this.look.at('exam_date');
    this.#hazardAt = columns.findIndex(({ key }) => key === 'hazard_code');
    this.imageAt = columns.findIndex(({ type }) => type === 'image');
    const hazard = columns[this.#hazardAt];
    this.#hazards = hazard?.type === 'code' ? Object.keys(hazard.codes) : [];
    this.#exampleMarks = ['worker_id', 'worker_name'].map((key) => ({
      at: this.look.at(key),
      bytes: Buffer.from(exampleRows[setting.layout.kind][key] ?? ''),
    }));
    this.#quick = columns.map((column) => quickJudgeOf(column, this.writer, setting));
    this.#long = columns.map((column) => longJudgeOf(column, setting));
    this.#rules = rowRulesOf(setting.layout).map((rule) => ({
      code: rule.code,
      at: this.look.at(rule.column),
      breaks: rule.build(this.look),
    }));
    this.#conditional = columns.flatMap(({ required }, at) =>
      typeof required === 'object' ? [{ at, requirement: required }] : [],
    );
    this.#always = Uint8Array.from(columns, ({ required }) => (required === 'always' ? 1 : 0));
    this.#isConditional = Uint8Array.from(columns, ({ required }) => (typeof required === 'object' ? 1 : 0));
  }

  /**
   * Judges one row of a batch.
   *
   * @returns whether it holds anything and has an error; of a row that is not good nothing is left in the writer
   */
  judge(batch: RecordBatch, index: number): 'empty' | 'good' | 'bad' {
    const row = batch.firstRow + index;
    const first = batch.firstCells[index] as number;
    const count = (batch.firstCells[index + 1] as number) - first;
    if (this.#isEmpty(batch, first, count)) return 'empty';
    const begin = this.writer.at;
    this.imageName = '';
    this.#sink.beginRow(row);
    const { width } = this.#setting.columns;
    if (count !== width && !this.#fits(batch, first, count)) {
      this.#sink.add(count > width ? 'RPT_CELLS_MORE' : 'RPT_CELLS_FEWER', -1, {
        found: count,
        expected: width,
      });
    } else {
      this.#judgeCells(batch, first, count);
      if (batch.hiddenRows?.has(index)) this.#sink.add('RPT_ROW_HIDDEN', -1);
      this.#judgeRequirements();
      this.#judgeRow(batch, first, count);
      this.#findSameExam(row);
      this.#explainStrangeRow(batch, first, count);
    }
    this.#sink.endRow();
    if (!this.#sink.rowHasError) return 'good';
    this.writer.at = begin;
    return 'bad';
  }

  #judgeCells(batch: RecordBatch, first: number, count: number): void {
    const { layout, columns } = this.#setting;
    const { cells: bounds, strayQuotes } = batch;
    const { places } = columns;
    const { writer, valueAt } = this;
    const { values, states } = this.row;
    const cells = this.#cells;
    const quick = this.#quick;
    cells.bytes = batch.bytes;
    this.#conditionalEmpty = 0;
    const length = (bounds[2 * (first + count) - 1] as number) - (bounds[2 * first] as number);
    writer.begin(layout.number, length + 8 * quick.length);
    for (let at = 0; at < quick.length; at += 1) {
      if (at > 0) writer.separate();
      valueAt[at] = writer.at;
      const place = places[at] as number;
      const cell = first + place;
      const isThere = place >= 0 && place < count;
      const start = isThere ? (bounds[2 * cell] as number) : 0;
      const end = isThere ? (bounds[2 * cell + 1] as number) : 0;
      const kind = isThere && batch.kinds !== null ? (batch.kinds[cell] as number) : cellKind.text;
      if (kind !== cellKind.text && this.#refuseKind(batch, cell, at, kind)) continue;
      if (start === end) {
        this.#takeEmpty(at);
      } else if (
        (strayQuotes === null || !strayQuotes.has(cell)) &&
        (quick[at] as QuickJudge)(cells, start, end)
      ) {
        values[at] = cells.value;
        states[at] = cellState.value;
      } else {
        this.#judgeLong(batch, cell, at);
      }
    }
  }

  /** What a format that knows types says against a cell; a stored result is taken and remarked upon. */
  #refuseKind(batch: RecordBatch, cell: number, at: number, kind: number): boolean {
    const column = this.#setting.layout.columns[at];
    const code = column === undefined ? undefined : faultOfKind(column, kind & ~cellKind.formula);
    const text = () => cellText(batch, cell);
    if (code === undefined) {
      if ((kind & cellKind.formula) !== 0) this.#sink.add('RPT_FORMULA_VALUE', at, {}, text);
      return false;
    }
    this.row.values[at] = Number.NaN;
    this.row.states[at] = cellState.wrong;
    this.#sink.add(code, at, code === 'RPT_CELL_IS_DATE' ? { read: text() } : {}, text);
    return true;
  }

  #takeEmpty(at: number): void {
    this.row.values[at] = Number.NaN;
    this.row.states[at] = cellState.empty;
    if (this.#always[at] === 1) this.#sink.add('RPT_REQUIRED', at);
    else if (this.#isConditional[at] === 1) this.#conditionalEmpty += 1;
  }

  #judgeLong(batch: RecordBatch, cell: number, at: number): void {
    const raw = cellText(batch, cell);
    const judge = this.#long[at] as LongJudge;
    const read = judge(raw);
    const isStray = batch.strayQuotes?.has(cell) === true;
    if (read.is === 'empty') {
      this.#takeEmpty(at);
      return;
    }
    if (read.is === 'wrong' || isStray) {
      this.row.values[at] = Number.NaN;
      this.row.states[at] = cellState.wrong;
      const fault =
        read.is === 'wrong' && !isStray ? read : { code: 'RPT_QUOTE_INSIDE' as const, params: {} };
      this.#sink.add(fault.code, at, fault.params, () => raw);
      return;
    }
    this.row.values[at] = read.value;
    this.row.states[at] = cellState.value;
    this.writer.write(read.text);
    if (at === this.imageAt) this.imageName = read.text;
    for (const note of read.notes) this.#sink.add(note.code, at, note.params, () => raw);
  }

  /** The rules about several cells; an index, since an iterator makes an object for each step of each row. */
  #judgeRow(batch: RecordBatch, first: number, count: number): void {
    for (let index = 0; index < this.#rules.length; index += 1) {
      const rule = this.#rules[index] as BuiltRule;
      const params = rule.breaks(this.row);
      if (params === undefined) continue;
      this.#sink.add(rule.code, rule.at, params, () => cellText(batch, this.#cellOf(first, count, rule.at)));
    }
  }

  /** Items that this period and day of exam ask for. */
  #judgeRequirements(): void {
    if (this.#conditionalEmpty === 0) return;
    const timing = timings[this.row.of(this.#timingAt)];
    const examDay = this.row.of(this.#examDateAt);
    const hazard = this.#hazards[this.#hazardPlace];
    for (const { at, requirement } of this.#conditional) {
      if (!this.row.isEmpty(at) || !isRequired(requirement, { timing, examDay, hazard })) continue;
      const { from, hazards } = typeof requirement === 'object' ? requirement : {};
      if (hazards !== undefined) this.#sink.add('RPT_REQUIRED_FOR_HAZARD', at, { hazard: hazard ?? '' });
      else if (from === undefined) this.#sink.add('RPT_REQUIRED', at);
      else this.#sink.add('RPT_REQUIRED_SINCE', at, { date: from });
    }
  }

  /** Place of the row's hazard operation among the codes; -1 for exams without. */
  get #hazardPlace(): number {
    return this.#hazardAt < 0 ? -1 : this.row.of(this.#hazardAt);
  }

  /** The same worker, day and operation in the file before; also where other cells of the row are wrong. */
  #findSameExam(row: number): void {
    const examDay = this.row.of(this.#examDateAt);
    if (Number.isNaN(examDay) || Number.isNaN(this.row.of(this.#workerAt))) return;
    const hazard = this.#hazardPlace;
    if (Number.isNaN(hazard)) return;
    const worker = this.valueAt[this.#workerAt] as number;
    const earlier = this.#exams.add(this.writer.bytes, worker, { day: examDay, hazard: hazard + 1 }, row);
    if (earlier === 0) return;
    this.#sink.add('RPT_DUPLICATE_IN_FILE', this.#examDateAt, { row: earlier }, () => isoDate(examDay));
  }

  /** A row that is no exam at all gets one sentence instead of one for each cell. */
  #explainStrangeRow(batch: RecordBatch, first: number, count: number): void {
    if (this.#isExample(batch, first, count)) {
      this.exampleRows += 1;
      this.#sink.replaceRow('RPT_EXAMPLE_ROW');
    } else if (this.#sink.rowHasError && this.#isHeader(batch, first)) {
      this.#sink.replaceRow('RPT_HEADER_REPEATED');
    }
  }

  #isHeader(batch: RecordBatch, first: number): boolean {
    const { header, layout, columns } = this.#setting;
    return layout.columns.every(({ required }, at) => {
      const place = columns.places[at] as number;
      return required !== 'always' || cellText(batch, first + place).trim() === header[place]?.trim();
    });
  }

  #isExample(batch: RecordBatch, first: number, count: number): boolean {
    return this.#exampleMarks.every(({ at, bytes }) => {
      const cell = this.#cellOf(first, count, at);
      if (cell < 0) return false;
      const start = batch.cells[2 * cell] as number;
      const end = batch.cells[2 * cell + 1] as number;
      if (end - start !== bytes.length || batch.bytes[start] !== bytes[0]) return false;
      return batch.bytes.compare(bytes, 0, bytes.length, start, end) === 0;
    });
  }

  #cellOf(first: number, count: number, at: number): number {
    const place = this.#setting.columns.places[at] as number;
    return place < 0 || place >= count ? -1 : first + place;
  }

  /** Rows are skipped when no cell holds more than blanks. */
  #isEmpty(batch: RecordBatch, first: number, count: number): boolean {
    for (let cell = first; cell < first + count; cell += 1) {
      const start = batch.cells[2 * cell] as number;
      const end = batch.cells[2 * cell + 1] as number;
      if (start === end) continue;
      // Most rows begin with a cell that is plainly not empty.
      if ((batch.bytes[start] as number) > 0x20 && (batch.bytes[start] as number) < 0x7f) return false;
      if (cellText(batch, cell).trim() !== '') return false;
    }
    return true;
  }

  /**
   * Whether a row of another width than the header still says the same: empty cells too many, or columns missing at the
   * end that never need a value (spreadsheets leave out empty cells at the end of rows).
   */
  #fits(batch: RecordBatch, first: number, count: number): boolean {
    const { layout, columns } = this.#setting;
    if (count > columns.width) return this.#isEmpty(batch, first + columns.width, count - columns.width);
    return layout.columns.every(
      ({ required }, at) => (columns.places[at] as number) < count || mayBeAbsent(required),
    );
  }
}

const timings: readonly (ExamTiming | undefined)[] = ['1', '2', '3', '4'];

function cellText(batch: RecordBatch, cell: number): string {
  if (cell < 0) return '';
  return batch.bytes.toString('utf8', batch.cells[2 * cell], batch.cells[2 * cell + 1]);
}
