import type { Database } from '../../database/index.js';
import { Problem } from '../../problems/index.js';
import { isNumber } from '../../reference-numbers/index.js';
import type { ExamKind } from '../schema/kinds.js';

/** One record that was taken in, whether or not it counts still. */
export interface RecordFacts {
  readonly submissionId: number;
  /** Of the submission. */
  readonly number: string;
  readonly row: number;
  readonly institutionId: number;
  readonly kind: ExamKind;
  readonly acceptedAt: Date;
}

/**
 * The record that a path names by submission and row.
 *
 * @param institutionId whose it must be; null for anybody's
 * @throws Problem ERR_RECORD_NOT_FOUND when there is none, or it is another institution's: nobody learns which
 */
export async function findRecord(
  db: Database,
  number: string,
  row: string,
  institutionId: number | null,
): Promise<RecordFacts> {
  const found =
    isNumber('S', number) && /^[1-9]\d{0,8}$/.test(row)
      ? await db('exam_records')
          .innerJoin('submissions', 'submissions.id', 'exam_records.submission_id')
          .where({ 'submissions.number': number, 'submissions.state': 'accepted', row_no: Number(row) })
          .where(institutionId === null ? {} : { 'submissions.institution_id': institutionId })
          .first<FactsRow | undefined>(
            'submissions.id',
            'submissions.number',
            'submissions.kind',
            'submissions.institution_id',
            'submissions.ended_at',
            'row_no',
          )
      : undefined;
  if (found === undefined) throw new Problem('ERR_RECORD_NOT_FOUND');
  return {
    submissionId: Number(found.id),
    number: found.number,
    row: found.row_no,
    institutionId: Number(found.institution_id),
    kind: found.kind,
    acceptedAt: new Date(found.ended_at),
  };
}

interface FactsRow {
  readonly id: number;
  readonly number: string;
  readonly kind: ExamKind;
  readonly institution_id: number;
  readonly ended_at: string;
  readonly row_no: number;
}
