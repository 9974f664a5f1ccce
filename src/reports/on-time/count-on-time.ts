import type { Knex } from 'knex';
import type { Database } from '../../database/index.js';
import type { ExamKind } from '../schema/kinds.js';
import { countOfOnTime } from './days-to-report.js';
import { withdrawnRecords } from './withdrawn-records.js';

/** How many of an institution's records of one kind were reported in time. */
export interface OnTime {
  readonly institutionCode: string;
  readonly institutionName: string;
  readonly kind: ExamKind;
  /** Records as first reported; a correction neither adds one nor makes one late, a withdrawal takes its records off. */
  readonly records: number;
  /** Of these, accepted no later than `daysToReport` after the exam, by days in Taipei. */
  readonly onTime: number;
}

/**
 * Counts the records whose exam was in a year, by institution and kind, in the order of the institutions' codes; those that
 * were withdrawn are not among them.
 *
 * @param institutionId whose; null for all
 */
export async function countOnTime(
  db: Database,
  year: number,
  institutionId: number | null,
): Promise<readonly OnTime[]> {
  const of = { year, institutionId };
  const reported = await count(
    db('exam_records')
      .innerJoin('submissions as reported', 'reported.id', 'exam_records.submission_id')
      .where({ 'reported.state': 'accepted', 'reported.purpose': 'report' }),
    db,
    of,
  );
  const withdrawn = await count(withdrawnRecords(db), db, of);
  return subtract(reported, withdrawn);
}

interface CountedOf {
  readonly year: number;
  readonly institutionId: number | null;
}

/** @param records of which `reported` is the submission that first reported each */
async function count(
  records: Knex.QueryBuilder,
  db: Database,
  { year, institutionId }: CountedOf,
): Promise<readonly OnTime[]> {
  const rows = await records
    .innerJoin('institutions', 'institutions.id', 'exam_records.institution_id')
    .where(institutionId === null ? {} : { 'exam_records.institution_id': institutionId })
    .whereBetween('exam_records.exam_date', [`${year}-01-01`, `${year}-12-31`])
    .groupBy('institutions.code', 'institutions.name', 'exam_records.kind')
    .orderBy(['institutions.code', 'exam_records.kind'])
    .select<CountedRow[]>(
      'institutions.code as code',
      'institutions.name as name',
      'exam_records.kind as kind',
      db.raw('count(*) as records'),
      countOfOnTime(db),
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

function subtract(all: readonly OnTime[], less: readonly OnTime[]): readonly OnTime[] {
  const nameOf = ({ institutionCode, kind }: OnTime) => `${institutionCode} ${kind}`;
  const withdrawn = new Map(less.map((figure) => [nameOf(figure), figure]));
  return all
    .map((figure) => {
      const off = withdrawn.get(nameOf(figure));
      if (off === undefined) return figure;
      return { ...figure, records: figure.records - off.records, onTime: figure.onTime - off.onTime };
    })
    .filter(({ records }) => records > 0);
}
