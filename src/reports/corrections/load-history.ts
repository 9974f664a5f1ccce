import type { Database } from '../../database/index.js';
import type { Purpose } from '../submissions/purpose.js';
import type { RecordPlace } from './replacement.js';

/** One version of a record, or its withdrawal. */
export interface Version extends RecordPlace {
  readonly purpose: Purpose;
  /** Of the submission. */
  readonly number: string;
  readonly reason: string | null;
  readonly acceptedAt: Date;
}

/** Every version of a record that was taken in, the oldest first; the last one counts, unless it is a withdrawal. */
export async function loadHistory(db: Database, place: RecordPlace): Promise<readonly Version[]> {
  const first = await findFirst(db, place);
  const versions = [await describe(db, first)];
  for (let now: RecordPlace | undefined = first; now !== undefined; ) {
    now = await findNext(db, now);
    if (now !== undefined) versions.push(await describe(db, now));
  }
  return versions;
}

async function findFirst(db: Database, place: RecordPlace): Promise<RecordPlace> {
  const before = await db('record_replacements')
    .where({ submission_id: place.submissionId, row_no: place.row })
    .first<{ submission: number; row: number } | undefined>({
      submission: 'replaced_submission_id',
      row: 'replaced_row',
    });
  return before === undefined
    ? place
    : findFirst(db, { submissionId: Number(before.submission), row: before.row });
}

async function findNext(db: Database, { submissionId, row }: RecordPlace): Promise<RecordPlace | undefined> {
  const next = await db('record_replacements')
    .innerJoin('submissions', 'submissions.id', 'record_replacements.submission_id')
    .where({ replaced_submission_id: submissionId, replaced_row: row, 'submissions.state': 'accepted' })
    .first<{ submission: number; row: number } | undefined>({ submission: 'submissions.id', row: 'row_no' });
  return next && { submissionId: Number(next.submission), row: next.row };
}

async function describe(db: Database, place: RecordPlace): Promise<Version> {
  const row = await db('submissions')
    .where({ id: place.submissionId })
    .first<{ number: string; purpose: Purpose; reason: string | null; ended_at: string } | undefined>(
      'number',
      'purpose',
      'reason',
      'ended_at',
    );
  if (row === undefined) throw new TypeError('A record belongs to a submission.');
  const { number, purpose, reason } = row;
  return { ...place, number, purpose, reason, acceptedAt: new Date(row.ended_at) };
}
