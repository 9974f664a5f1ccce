import type { Database } from '../../database/index.js';

/** A staged row whose record another submission has replaced or withdrawn in the meantime. */
export interface Overtaken {
  readonly row: number;
  /** Number of the other submission. */
  readonly overtakenBy: string;
}

/**
 * The staged replacements of a submission that came too late, in file order.
 *
 * @param since only acceptances of the institution after this one are looked at
 */
export async function findOvertaken(
  db: Database,
  submissionId: number,
  since: number,
): Promise<readonly Overtaken[]> {
  return db('record_replacements as mine')
    .join('record_replacements as theirs', (on) =>
      on
        .on('theirs.replaced_submission_id', 'mine.replaced_submission_id')
        .andOn('theirs.replaced_row', 'mine.replaced_row'),
    )
    .join('submissions as other', 'other.id', 'theirs.submission_id')
    .where({ 'mine.submission_id': submissionId, 'other.state': 'accepted' })
    .where('other.acceptance', '>', since)
    .select<Overtaken[]>({ row: 'mine.row_no', overtakenBy: 'other.number' })
    .orderBy('mine.row_no');
}
