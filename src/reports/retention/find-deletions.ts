import type { Database } from '../../database/index.js';
import { type RetentionYears, retentionPeriods } from './periods.js';

/** Records of one submission that were deleted after their time of keeping, by one approved proposal. */
export interface Deletion {
  /** Number of the proposal. */
  readonly proposal: number;
  /** None where only the file and the reason of a correction or withdrawal went, with the records it was about. */
  readonly records: number;
  readonly deletedAt: Date;
  /** The times of keeping that had ended, and the articles of 勞工健康保護規則 that set them. */
  readonly rules: readonly { readonly years: RetentionYears; readonly article: number }[];
}

/** What was deleted of a submission, the first first; empty for nearly all. */
export async function findDeletions(db: Database, submissionId: number): Promise<readonly Deletion[]> {
  const rows = await db('retention_deletions')
    .innerJoin('retention_proposals', 'retention_proposals.id', 'retention_deletions.proposal_id')
    .where({ submission_id: submissionId })
    .orderBy('proposal_id')
    .select<DeletionRow[]>(
      'proposal_id',
      'retention_deletions.records',
      'retention_proposals.decided_at',
      'retention_deletions.periods',
    );
  return rows.map(({ proposal_id, records, decided_at, periods }) => ({
    proposal: Number(proposal_id),
    records,
    deletedAt: new Date(decided_at),
    rules: readPeriods(periods),
  }));
}

/** How many records of each of these submissions were deleted; those of which nothing was are left out. */
export async function countDeleted(
  db: Database,
  submissionIds: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  const rows = await db('retention_deletions')
    .whereIn('submission_id', submissionIds)
    .groupBy('submission_id')
    .sum('records as records')
    .select<{ submission_id: number | string; records: number | string }[]>('submission_id');
  return new Map(rows.map(({ submission_id, records }) => [Number(submission_id), Number(records)]));
}

/** Times of keeping as `retention_deletions` names them. */
export function formatPeriods(years: Iterable<RetentionYears>): string {
  return [...new Set(years)].sort((a, b) => a - b).join(',');
}

function readPeriods(text: string): Deletion['rules'] {
  const years = text.split(',').map(Number);
  return retentionPeriods.filter((period) => years.includes(period.years));
}

interface DeletionRow {
  readonly proposal_id: number | string;
  readonly records: number;
  readonly decided_at: string;
  readonly periods: string;
}
