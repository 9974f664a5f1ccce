import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import type { Database } from '../../database/index.js';
import type { ExamKind } from '../schema/kinds.js';
import { keptSince, type RetentionYears, retentionYears, whereExpired } from './periods.js';

/**
 * Records whose time of keeping has ended, old versions among them, with their submissions. Submissions are found by the
 * months that `countSubmissions` counted, so that not every record is looked at.
 *
 * @param today `yyyy-mm-dd` in Taipei
 */
export function expiredRecords(db: Database, today: string): Knex.QueryBuilder {
  const query = db('exam_records')
    .innerJoin('submissions', 'submissions.id', 'exam_records.submission_id')
    .where('submissions.state', 'accepted')
    .whereIn('exam_records.submission_id', (old) =>
      old
        .from('record_counts')
        // The shortest time of keeping: nothing that ended is left out.
        .where('exam_month', '<=', keptSince(today, 7).slice(0, 7))
        .select('record_counts.submission_id'),
    );
  return whereExpired(query, today);
}

/** One record to be deleted. */
export interface ExpiredRecord {
  readonly submissionId: number;
  /** Of the submission. */
  readonly number: string;
  readonly row: number;
  readonly kind: ExamKind;
  readonly hazardCode: string | null;
  readonly examDate: string;
}

/** The most records of one proposal: so many are deleted in one transaction while somebody waits. */
export const mostDeleted = 20_000;

/**
 * What one proposal takes: the oldest exams first. The versions of a record have one exam date and come in the order in
 * which they were taken in, so that a version is never left behind by the one that replaced it.
 */
export async function listExpired(
  db: Database,
  today: string,
  most: number = mostDeleted,
): Promise<readonly ExpiredRecord[]> {
  const rows = await expiredRecords(db, today)
    .orderBy(['exam_records.exam_date', 'exam_records.submission_id', 'exam_records.row_no'])
    .limit(most)
    .select<ExpiredRow[]>(
      'exam_records.submission_id',
      'submissions.number',
      'exam_records.row_no',
      'exam_records.kind',
      'exam_records.hazard_code',
      'exam_records.exam_date',
    );
  return rows.map((row) => ({
    submissionId: Number(row.submission_id),
    number: row.number,
    row: row.row_no,
    kind: row.kind,
    hazardCode: row.hazard_code,
    examDate: row.exam_date,
  }));
}

interface ExpiredRow {
  readonly submission_id: number;
  readonly number: string;
  readonly row_no: number;
  readonly kind: ExamKind;
  readonly hazard_code: string | null;
  readonly exam_date: string;
}

/** What a list of records comes to; says nothing about a person. */
export interface ExpiredSummary {
  readonly records: number;
  readonly submissions: number;
  readonly periods: Readonly<Record<RetentionYears, number>>;
  /** SHA-256 over the records' numbers, a line each, in their order. */
  readonly digest: Buffer;
}

/** Sums a list up. Pure. */
export function summarise(records: readonly ExpiredRecord[]): ExpiredSummary {
  const periods = { 7: 0, 10: 0, 30: 0 };
  const hash = createHash('sha256');
  for (const { number, row, kind, hazardCode } of records) {
    periods[retentionYears(kind, hazardCode)] += 1;
    hash.update(`${number}/${row}\n`);
  }
  return {
    records: records.length,
    submissions: new Set(records.map(({ submissionId }) => submissionId)).size,
    periods,
    digest: hash.digest(),
  };
}
