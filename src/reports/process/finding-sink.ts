import { type ReportCode, ruleTable, type WarningCode } from '../rules/table.js';
import { columnLetter } from '../schema/column-letter.js';
import type { Layout } from '../schema/layouts.js';
import { showCell } from './mask.js';
import type { FileColumns } from './read-header.js';
import type { Finding, FindingColumn, FindingParams } from './types.js';

/** Collects the findings of the rows of one chunk, each row's in the order of the file's columns. */
export class FindingSink {
  /** Whether the present row has an error. */
  rowHasError = false;
  rowHasWarning = false;
  #findings: Finding[] = [];
  readonly #layout: Layout;
  readonly #columns: readonly FindingColumn[];
  readonly #places: Int32Array;
  readonly #strict: ReadonlySet<string>;
  #row = 0;
  #rowStart = 0;

  /** @param strict warnings that count as errors here */
  constructor(layout: Layout, columns: FileColumns, strict: readonly WarningCode[] = []) {
    this.#strict = new Set(strict);
    this.#layout = layout;
    this.#places = columns.places;
    this.#columns = layout.columns.map(({ key, name }, at) => {
      const place = columns.places[at] ?? -1;
      return { letter: place < 0 || !columns.hasLetters ? null : columnLetter(place), key, name };
    });
  }

  beginRow(row: number): void {
    this.#row = row;
    this.#rowStart = this.#findings.length;
    this.rowHasError = false;
    this.rowHasWarning = false;
  }

  /**
   * @param at column of the layout, or -1 for the whole row
   * @param text gives the cell's text, if there is one
   */
  add(code: ReportCode, at: number, params: FindingParams = {}, text?: () => string): void {
    this.#findings.push(this.finding(this.#row, code, at, params, text?.()));
    if (this.severityOf(code) === 'error') this.rowHasError = true;
    else this.rowHasWarning = true;
  }

  /** Makes a finding that is not of the present row. */
  finding(
    row: number,
    code: ReportCode,
    at: number,
    params: FindingParams,
    text: string | undefined,
  ): Finding {
    const column = this.#layout.columns[at];
    return {
      row,
      code,
      severity: this.severityOf(code),
      params: maskRead(params, (read) => showCell(read, column)),
      column: this.#columns[at] ?? null,
      value: text === undefined ? null : showCell(text, column),
    };
  }

  /** By the table, unless the agency asks for more. */
  severityOf(code: ReportCode): Finding['severity'] {
    return this.#strict.has(code) ? 'error' : ruleTable[code].severity;
  }

  /** Says one thing about the whole row instead of all that was said of it. */
  replaceRow(code: ReportCode): void {
    this.#findings.length = this.#rowStart;
    this.add(code, -1);
  }

  endRow(): void {
    if (this.#findings.length - this.#rowStart < 2) return;
    const ofRow = this.#findings.splice(this.#rowStart);
    this.#findings.push(...ofRow.sort((a, b) => this.#placeOf(a) - this.#placeOf(b)));
  }

  /** The findings since the last call. */
  take(): Finding[] {
    const taken = this.#findings;
    this.#findings = [];
    this.#rowStart = 0;
    return taken;
  }

  #placeOf({ column }: Finding): number {
    const at = column === null ? -1 : this.#columns.indexOf(column);
    const place = at < 0 ? -1 : (this.#places[at] ?? -1);
    return place < 0 && at >= 0 ? this.#places.length + at : place;
  }
}

/** How a personal cell was read is as personal as the cell. */
function maskRead(params: FindingParams, mask: (read: string) => string): FindingParams {
  const { read } = params;
  return typeof read === 'string' ? { ...params, read: mask(read) } : params;
}
