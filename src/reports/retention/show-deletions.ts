import type { Database } from '../../database/index.js';
import type { Purpose } from '../submissions/purpose.js';
import { type Deletion, findDeletions } from './find-deletions.js';

/** What pages tell of a submission whose records were deleted after their time of keeping. */
export interface ShownDeletions {
  readonly deletions: readonly Deletion[];
  /** Records that are still there; null for a withdrawal, which never had any. */
  readonly kept: number | null;
}

/** Undefined when nothing of it was deleted. */
export async function showDeletions(db: Database, submissionId: number): Promise<ShownDeletions | undefined> {
  const deletions = await findDeletions(db, submissionId);
  if (deletions.length === 0) return undefined;
  const row = await db('submissions')
    .where({ id: submissionId })
    .first<{ purpose: Purpose; good_count: number | null } | undefined>('purpose', 'good_count');
  const deleted = deletions.reduce((sum, { records }) => sum + records, 0);
  return {
    deletions,
    kept: row === undefined || row.purpose === 'withdrawal' ? null : (row.good_count ?? 0) - deleted,
  };
}
