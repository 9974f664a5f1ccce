import { type Database, dialectOf, taipeiDay } from '../../database/index.js';
import type { ExamKind } from '../schema/kinds.js';

/** How many of an institution's records of one kind were reported in time. */
export interface OnTime {
  readonly institutionCode: string;
  readonly institutionName: string;
  readonly kind: ExamKind;
  /** Records as first reported; a correction neither adds one nor makes one late. */
  readonly records: number;
  /** Of these, accepted no later than `daysToReport` after the exam, by days in Taipei. */
  readonly onTime: number;
}

/** Days from the exam within which it is to be reported. */
export const daysToReport = 60;

/**
 * Counts the records whose exam was in a year, by institution and kind, in the order of the institutions' codes.
 *
 * @param institutionId whose; null for all
 */
export async function countOnTime(
  db: Database,
  year: number,
  institutionId: number | null,
): Promise<readonly OnTime[]> {
  const rows = await db('exam_records')
    .innerJoin('submissions', 'submissions.id', 'exam_records.submission_id')
    .innerJoin('institutions', 'institutions.id', 'exam_records.institution_id')
    .where({ 'submissions.state': 'accepted', 'submissions.purpose': 'report' })
    .where(institutionId === null ? {} : { 'exam_records.institution_id': institutionId })
    .whereBetween('exam_records.exam_date', [`${year}-01-01`, `${year}-12-31`])
    .groupBy('institutions.code', 'institutions.name', 'exam_records.kind')
    .orderBy(['institutions.code', 'exam_records.kind'])
    .select<CountedRow[]>(
      'institutions.code as code',
      'institutions.name as name',
      'exam_records.kind as kind',
      db.raw('count(*) as records'),
      db.raw(onTime[dialectOf(db)], [taipeiDay(db, 'submissions.ended_at'), daysToReport]),
    );
  return rows.map(({ code, name, kind, records, on_time }) => ({
    institutionCode: code,
    institutionName: name,
    kind,
    records: Number(records),
    onTime: Number(on_time),
  }));
}

interface CountedRow {
  readonly code: string;
  readonly name: string;
  readonly kind: ExamKind;
  readonly records: number | string;
  readonly on_time: number | string;
}

/** From the day of the exam to the day of acceptance in Taipei. */
const onTime = {
  mariadb: 'sum(case when datediff(?, exam_records.exam_date) <= ? then 1 else 0 end) as on_time',
  sqlite: 'sum(case when julianday(?) - julianday(exam_records.exam_date) <= ? then 1 else 0 end) as on_time',
} as const;
