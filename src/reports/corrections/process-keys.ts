import { readCsv } from '../formats/csv/read-csv.js';
import { FileStopped } from '../formats/file-stopped.js';
import type { RecordBatch } from '../formats/record-batch.js';
import { showCell } from '../process/mask.js';
import { readHeader } from '../process/read-header.js';
import { decide } from '../process/steps/decide.js';
import { decode } from '../process/steps/decode.js';
import { identify } from '../process/steps/identify.js';
import type { FileToProcess, Finding, FindingParams, Outcome } from '../process/types.js';
import { beginWay, learned, type Way } from '../process/way.js';
import { readCode } from '../rules/cells/code.js';
import { readDate } from '../rules/cells/date.js';
import { readIdentifier } from '../rules/cells/identifier.js';
import { type ReportCode, ruleTable } from '../rules/table.js';
import type { Column } from '../schema/column.js';
import { columnLetter } from '../schema/column-letter.js';
import type { ExamKind } from '../schema/kinds.js';
import { layoutOf } from '../schema/layouts.js';

/** An exam that is to be withdrawn, as a row of the file names it. */
export interface KeyRow {
  /** As the spreadsheet shows it: the header is row 1. */
  readonly row: number;
  /** Normalised; to be looked up by its keyed hash only. */
  readonly workerId: string;
  readonly examDate: string;
  readonly hazardCode: string | null;
}

/** What is wrong with a row beyond its cells. */
export interface KeyFault {
  readonly row: number;
  readonly code: ReportCode;
  readonly params: FindingParams;
}

export interface KeysToProcess
  extends Pick<
    FileToProcess,
    'kind' | 'institutionCode' | 'today' | 'limits' | 'open' | 'readRange' | 'onFindings'
  > {
  /** Takes rows whose cells are right, in file order; answers those that cannot be withdrawn. */
  onRows(rows: readonly KeyRow[]): Promise<readonly KeyFault[]>;
}

/** The columns that name an exam, in the order of the template. */
export function keyColumns(kind: ExamKind): readonly Column[] {
  const keys = kind === 'special' ? ['worker_id', 'exam_date', 'hazard_code'] : ['worker_id', 'exam_date'];
  return keys.flatMap((key) => layoutOf(kind).columns.filter((column) => column.key === key));
}

/**
 * Judges the file of a withdrawal: CSV with the columns of `keyColumns`. What is wrong with the file is in the outcome;
 * what `open`, `onRows` or `onFindings` throw is passed on.
 */
export async function processKeys(file: KeysToProcess): Promise<Outcome> {
  const way = beginWay({ ...file, onChunk: async () => undefined });
  try {
    await identify(way);
    if (way.format !== 'csv') throw new FileStopped('RPT_FILE_WITHDRAWAL_NOT_CSV');
    await decode(way);
    await readRows(way, file);
    return decide(way, null);
  } catch (error) {
    if (error instanceof FileStopped) return decide(way, { code: error.code, params: error.params });
    throw error;
  }
}

async function readRows(way: Way, file: KeysToProcess): Promise<void> {
  const columns = keyColumns(file.kind);
  const { batches } = await readCsv(learned(way.text, 'decode').text, way.limits);
  let places: readonly number[] | undefined;
  for await (const batch of batches) {
    const first = places === undefined ? 1 : 0;
    places ??= headerOf(way, columns, cellsOf(batch, 0));
    await judgeBatch(way, file, { columns, places }, batch, first);
  }
  if (places === undefined) throw new FileStopped('RPT_FILE_EMPTY');
  if (way.rows === 0) throw new FileStopped('RPT_FILE_NO_ROWS');
}

interface KeyHeader {
  readonly columns: readonly Column[];
  readonly places: readonly number[];
}

function headerOf(way: Way, columns: readonly Column[], texts: readonly string[]): readonly number[] {
  const layout = { kind: way.layout.kind, number: 0, version: '', columns, earlier: [] };
  const header = readHeader(texts, layout, way.limits.columns);
  const places = [...header.places];
  const described = columns.map(({ key, name }, index) => ({ letter: letterOf(places, index), key, name }));
  way.header = {
    info: { format: 'csv', columns: described },
    columns: { ...header, hasLetters: true },
    texts,
  };
  return places;
}

function letterOf(places: readonly number[], index: number): string {
  return columnLetter(places[index] ?? 0);
}

async function judgeBatch(
  way: Way,
  file: KeysToProcess,
  header: KeyHeader,
  batch: RecordBatch,
  from: number,
): Promise<void> {
  const findings: Finding[] = [];
  const rows: KeyRow[] = [];
  for (let index = from; index < batch.rows; index += 1) {
    const cells = cellsOf(batch, index);
    if (cells.every((cell) => cell.trim() === '')) continue;
    way.rows += 1;
    if (way.rows > way.limits.rows)
      throw new FileStopped('RPT_FILE_TOO_MANY_ROWS', { limit: way.limits.rows });
    const judged = judgeRow(file, header, batch.firstRow + index, cells);
    if ('row' in judged) rows.push(judged);
    else findings.push(...judged.findings);
  }
  const faults = rows.length === 0 ? [] : await file.onRows(rows);
  findings.push(...faults.map(({ row, code, params }) => findingOf(row, code, params, null, null)));
  findings.sort((a, b) => a.row - b.row);
  for (const finding of findings) way.report.add(finding);
  const bad = new Set(findings.map(({ row }) => row)).size;
  way.report.rowsWithErrors += bad;
  way.good += rows.length - faults.length;
  if (findings.length > 0) await file.onFindings?.(findings);
}

function judgeRow(
  { institutionCode }: KeysToProcess,
  { columns, places }: KeyHeader,
  row: number,
  cells: readonly string[],
): KeyRow | { readonly findings: readonly Finding[] } {
  const findings: Finding[] = [];
  const texts = columns.map((column, index) => {
    const raw = cells[places[index] ?? -1] ?? '';
    const reading = readCell(column, raw, institutionCode);
    if (reading.is === 'value') return reading.text;
    const { code, params } =
      reading.is === 'empty' ? ({ code: 'RPT_REQUIRED', params: {} } as const) : reading;
    const place = { letter: letterOf(places, index), key: column.key, name: column.name };
    findings.push(findingOf(row, code, params, place, showCell(raw, column)));
    return '';
  });
  const [workerId = '', examDate = '', hazardCode = null] = texts;
  return findings.length > 0 ? { findings } : { row, workerId, examDate, hazardCode };
}

function readCell(column: Column, raw: string, institutionCode: string) {
  if (column.type === 'identifier') return readIdentifier(raw, column, { institutionCode });
  if (column.type === 'code') return readCode(raw, column);
  return readDate(raw);
}

function findingOf(
  row: number,
  code: ReportCode,
  params: FindingParams,
  column: Finding['column'],
  value: string | null,
): Finding {
  const severity = ruleTable[code].severity === 'warning' ? 'warning' : 'error';
  return { row, code, severity, params, column, value };
}

function cellsOf({ bytes, cells, firstCells }: RecordBatch, row: number): string[] {
  const first = firstCells[row] ?? 0;
  return Array.from({ length: (firstCells[row + 1] ?? first) - first }, (_, index) => {
    const cell = 2 * (first + index);
    return bytes.toString('utf8', cells[cell], cells[cell + 1]);
  });
}
