import type { Database } from '../../database/index.js';
import { Problem } from '../../problems/index.js';
import { isNumber } from '../../reference-numbers/index.js';
import { countDeleted } from '../retention/find-deletions.js';
import type { ExamKind } from '../schema/kinds.js';
import { findSubmission } from '../submissions/store.js';

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
 * @throws Problem ERR_RECORD_DELETED when there is none, and others of its submission, perhaps this one, were deleted after
 *   their time of keeping; ERR_RECORD_NOT_FOUND else, and when it is another institution's: nobody learns which
 */
export async function findRecord(
  db: Database,
  number: string,
  row: string,
  institutionId: number | null,
): Promise<RecordFacts> {
  const found = isPlace(number, row)
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
  if (found === undefined) throw await notThere(db, number, row, institutionId);
  return {
    submissionId: Number(found.id),
    number: found.number,
    row: found.row_no,
    institutionId: Number(found.institution_id),
    kind: found.kind,
    acceptedAt: new Date(found.ended_at),
  };
}

/** Which rows were deleted nobody knows any more, only how many. */
async function notThere(
  db: Database,
  number: string,
  row: string,
  institutionId: number | null,
): Promise<Problem> {
  const submission = isPlace(number, row) ? await findSubmission(db, number) : undefined;
  const isTheirs = institutionId === null || submission?.institutionId === institutionId;
  if (submission === undefined || !isTheirs) return new Problem('ERR_RECORD_NOT_FOUND');
  const records = (await countDeleted(db, [submission.id])).get(submission.id) ?? 0;
  if (records === 0) return new Problem('ERR_RECORD_NOT_FOUND');
  return new Problem('ERR_RECORD_DELETED', { params: { submission: number, records } });
}

function isPlace(number: string, row: string): boolean {
  return isNumber('S', number) && /^[1-9]\d{0,8}$/.test(row);
}

interface FactsRow {
  readonly id: number;
  readonly number: string;
  readonly kind: ExamKind;
  readonly institution_id: number;
  readonly ended_at: string;
  readonly row_no: number;
}
