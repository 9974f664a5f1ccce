import type { Database } from '../../database/index.js';
import { type KnownScope, readAccepted } from '../records/known-records.js';
import type { RecordPlace } from './replacement.js';

/** The submission that is corrected: only records that it or its corrections hold are replaced. */
export interface CorrectedScope extends KnownScope {
  readonly correctsId: number;
}

/** Which exam of a worker a record is about. */
export interface ExamName {
  /** `yyyy-mm-dd` */
  readonly examDate: string;
  readonly hazardCode: string | null;
}

/** The record that a name stands for now; where it was reported instead; or that there is none. */
export type Named =
  | { readonly is: 'found'; readonly place: RecordPlace; readonly previousExamDate: string | null }
  | { readonly is: 'elsewhere'; readonly submission: string }
  | { readonly is: 'none' };

/**
 * The accepted records that exams are on record as, in the order of the names; one query for all.
 *
 * @param workerIndexes of the workers of the exams, 16 bytes for each
 */
export async function findReplaced(
  db: Database,
  scope: CorrectedScope,
  names: readonly ExamName[],
  workerIndexes: Buffer,
): Promise<readonly Named[]> {
  const byPlace = await readAccepted(db, scope, workerIndexes);
  return names.map(({ examDate, hazardCode }, place): Named => {
    const accepted = (byPlace.get(place) ?? []).filter((one) => one.hazard_code === hazardCode);
    const record = accepted.find(({ exam_date }) => exam_date === examDate);
    if (record === undefined) return { is: 'none' };
    const first = record.corrects_id ?? record.submission_id;
    if (Number(first) !== scope.correctsId) return { is: 'elsewhere', submission: record.number };
    const earlier = accepted.map(({ exam_date }) => exam_date).filter((date) => date < examDate);
    return {
      is: 'found',
      place: { submissionId: Number(record.submission_id), row: record.row_no },
      previousExamDate: earlier.sort().at(-1) ?? null,
    };
  });
}
