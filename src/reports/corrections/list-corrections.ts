import type { Database } from '../../database/index.js';
import type { Purpose } from '../submissions/purpose.js';
import type { SubmissionState } from '../submissions/states.js';
import type { Submission } from '../submissions/submission.js';

/** A correction or withdrawal beside the submission it is about. */
export interface RelatedSubmission {
  readonly number: string;
  readonly purpose: Purpose;
  readonly state: SubmissionState;
}

/** The submission that reported first, and everything that corrects or withdraws it, the oldest first. */
export async function listCorrections(
  db: Database,
  { id, correctsId }: Pick<Submission, 'id' | 'correctsId'>,
): Promise<readonly RelatedSubmission[]> {
  const rootId = correctsId ?? id;
  const rows = await db('submissions')
    .where({ id: rootId })
    .orWhere({ corrects_id: rootId })
    .orderBy('id')
    .select<(RelatedSubmission & { readonly id: number })[]>('id', 'number', 'purpose', 'state');
  return rows
    .filter((row) => Number(row.id) !== id)
    .map(({ number, purpose, state }) => ({ number, purpose, state }));
}
