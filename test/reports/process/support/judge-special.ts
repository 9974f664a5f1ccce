import { csvRow } from '../../../../src/csv/index.js';
import type { ReportCode } from '../../../../src/reports/rules/table.js';
import { exampleRows } from '../../../../src/reports/schema/example-row.js';
import { layoutOf } from '../../../../src/reports/schema/layouts.js';
import { type Judged, judge } from './judge.js';

/** What only exams for hazard operations are judged by. */
export type SpecialCode =
  | Extract<
      ReportCode,
      `RPT_HAZARD_${string}` | `RPT_LEVEL_${string}` | `RPT_EXPOSURE_${string}` | `RPT_SPECIAL_${string}`
    >
  | 'RPT_REQUIRED_FOR_HAZARD'
  | Extract<ReportCode, `RPT_IMAGE_${string}`>;

export type SpecialCells = Readonly<Record<string, string>>;

/** A good row: a man of 41 years, a periodic exam for noise on 2026-07-01, level 2. */
export const goodSpecialRow: SpecialCells = {
  ...exampleRows.special,
  worker_id: 'A100000001',
  worker_name: '王小明',
};

/** Judges rows of special exams: the good row changed as each entry says, the columns that any of them needs. */
export function judgeSpecialRows(...changes: readonly SpecialCells[]): Promise<Judged> {
  const rows = changes.map((change, index) => ({
    ...goodSpecialRow,
    worker_id: workerIds[index] ?? '',
    ...change,
  }));
  return judge(specialFileOf(rows), { kind: 'special' });
}

/** A file with just the columns that its rows name. */
export function specialFileOf(rows: readonly SpecialCells[]): string {
  const named = new Set(rows.flatMap((row) => Object.keys(row)));
  const keys = layoutOf('special')
    .columns.map(({ key }) => key)
    .filter((key) => named.has(key));
  return csvRow(keys) + rows.map((row) => csvRow(keys.map((key) => row[key] ?? ''))).join('');
}

const workerIds = ['A100000001', 'I100000003', 'W100000001', 'Z100000002'];
