import type { Database } from '../../database/index.js';
import type { Purpose } from '../submissions/purpose.js';

/**
 * How many rows are staged for a submission with everything that its purpose asks for: records, the records that give
 * way to them, or both.
 */
export async function countStaged(db: Database, submissionId: number, purpose: Purpose): Promise<number> {
  const counts: number[] = [];
  for (const table of stagedFor[purpose]) {
    const [counted] = await db(table).where({ submission_id: submissionId }).count({ rows: '*' });
    counts.push(Number(counted?.rows ?? 0));
  }
  return Math.min(...counts);
}

const stagedFor: Readonly<Record<Purpose, readonly string[]>> = {
  report: ['exam_records'],
  correction: ['exam_records', 'record_replacements'],
  withdrawal: ['record_replacements'],
};

/** A staged row whose exam is on record already. */
export interface LateDuplicate {
  readonly row: number;
  /** Number of the submission that reported it. */
  readonly duplicateOf: string;
}

/**
 * The staged rows of a submission whose exam was accepted from another one in the meantime, in file order. Rows that take
 * the place of a record are not compared: `findOvertaken` looks whether that record is still there.
 *
 * @param since only acceptances of the institution after this one are looked at
 */
export async function findLateDuplicates(
  db: Database,
  submissionId: number,
  since: number,
): Promise<readonly LateDuplicate[]> {
  return db('submissions as mine')
    .join('submissions as other', (on) =>
      on.on('other.institution_id', 'mine.institution_id').andOn('other.kind', 'mine.kind'),
    )
    .join('exam_records as known', 'known.submission_id', 'other.id')
    .join('exam_records as staged', (on) =>
      on
        .on('staged.worker_index', 'known.worker_index')
        .andOn('staged.institution_id', 'known.institution_id')
        .andOn('staged.exam_date', 'known.exam_date')
        .andOn('staged.submission_id', 'mine.id'),
    )
    .where({ 'mine.id': submissionId, 'other.state': 'accepted' })
    .where('other.acceptance', '>', since)
    .whereRaw("coalesce(staged.hazard_code, '') = coalesce(known.hazard_code, '')")
    .whereRaw(isStillThere)
    .whereRaw(takesNoPlace)
    .select<LateDuplicate[]>({ row: 'staged.row_no', duplicateOf: 'other.number' })
    .orderBy('staged.row_no');
}

const isStillThere = `NOT EXISTS (
  SELECT 1 FROM record_replacements AS gone
  JOIN submissions AS replacing ON replacing.id = gone.submission_id AND replacing.state = 'accepted'
  WHERE gone.replaced_submission_id = known.submission_id AND gone.replaced_row = known.row_no)`;

const takesNoPlace = `NOT EXISTS (
  SELECT 1 FROM record_replacements AS taken
  WHERE taken.submission_id = staged.submission_id AND taken.row_no = staged.row_no)`;

/**
 * Removes the staged rows of a submission, in steps so short that nobody waits for them.
 *
 * @param stop asked before each step
 */
export async function discardStaged(db: Database, submissionId: number, stop: AbortSignal): Promise<void> {
  for (const { table, row } of staged) {
    for (;;) {
      stop.throwIfAborted();
      const [first] = await db(table).where({ submission_id: submissionId }).min({ row });
      if (first?.row == null) break;
      const from = Number(first.row);
      await db(table)
        .where({ submission_id: submissionId })
        .whereBetween(row, [from, from + rowsPerStep])
        .delete();
    }
  }
}

const staged = [
  { table: 'exam_records', row: 'row_no' },
  { table: 'exam_record_chunks', row: 'first_row' },
  { table: 'record_replacements', row: 'row_no' },
] as const;

const rowsPerStep = 2_000;
