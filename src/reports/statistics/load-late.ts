import type { Database } from '../../database/index.js';
import { countOfOnTime } from '../on-time/days-to-report.js';
import { withdrawnRecords } from '../on-time/withdrawn-records.js';
import type { ExamKind } from '../schema/kinds.js';
import type { FiguresOf } from './load-figures.js';

/** How many of the records of a year of exams were reported late. */
export interface LateFigure {
  readonly year: number;
  readonly kind: ExamKind;
  /** As first reported, without those that were withdrawn. */
  readonly records: number;
  readonly late: number;
}

/** Loads what was late, by the year of the exam and its kind. */
export async function loadLate(db: Database, of: FiguresOf): Promise<readonly LateFigure[]> {
  const withdrawn = await loadWithdrawn(db, of);
  return (await loadCounted(db, of)).map((figure) => {
    const off = withdrawn.find(({ year, kind }) => year === figure.year && kind === figure.kind);
    if (off === undefined) return figure;
    return { ...figure, records: figure.records - off.records, late: figure.late - off.late };
  });
}

async function loadCounted(
  db: Database,
  { institutionId, from, to }: FiguresOf,
): Promise<readonly LateFigure[]> {
  const rows = await db('record_counts')
    .innerJoin('submissions', 'submissions.id', 'record_counts.submission_id')
    .where({ 'submissions.state': 'accepted', 'submissions.purpose': 'report' })
    .where(institutionId === null ? {} : { 'submissions.institution_id': institutionId })
    .whereBetween('exam_month', [`${from}-01`, `${to}-12`])
    .groupByRaw('SUBSTR(exam_month, 1, 4), submissions.kind')
    .select<{ exam_year: string; kind: ExamKind; records: number | string; late: number | string }[]>(
      db.raw('SUBSTR(exam_month, 1, 4) AS exam_year'),
      'submissions.kind',
      db.raw('SUM(records) AS records'),
      db.raw('SUM(late) AS late'),
    );
  return rows.map(({ exam_year, kind, records, late }) => ({
    year: Number(exam_year),
    kind,
    records: Number(records),
    late: Number(late),
  }));
}

/** Counted with the submissions that reported them, and taken off again. */
async function loadWithdrawn(
  db: Database,
  { institutionId, from, to }: FiguresOf,
): Promise<readonly LateFigure[]> {
  const rows = await withdrawnRecords(db)
    .where(institutionId === null ? {} : { 'reported.institution_id': institutionId })
    .whereBetween('exam_records.exam_date', [`${from}-01-01`, `${to}-12-31`])
    .groupByRaw('SUBSTR(exam_records.exam_date, 1, 4), reported.kind')
    .select<{ exam_year: string; kind: ExamKind; records: number | string; on_time: number | string }[]>(
      db.raw('SUBSTR(exam_records.exam_date, 1, 4) AS exam_year'),
      'reported.kind as kind',
      db.raw('COUNT(*) AS records'),
      countOfOnTime(db),
    );
  return rows.map(({ exam_year, kind, records, on_time }) => ({
    year: Number(exam_year),
    kind,
    records: Number(records),
    late: Number(records) - Number(on_time),
  }));
}
