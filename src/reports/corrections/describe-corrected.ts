import type { Database } from '../../database/index.js';
import type { Purpose } from '../submissions/purpose.js';
import type { Submission } from '../submissions/submission.js';

/** What a correction or withdrawal is about, as its receipt and mail say it. */
export interface Corrected {
  readonly purpose: Exclude<Purpose, 'report'>;
  /** Number of the submission that reported first, and of its receipt. */
  readonly submission: string;
  readonly receipt: string;
  /** Records that were replaced or withdrawn. */
  readonly records: number;
}

/** Undefined for a submission that reports. */
export async function describeCorrected(
  db: Database,
  { id, purpose, correctsId }: Pick<Submission, 'id' | 'purpose' | 'correctsId'>,
): Promise<Corrected | undefined> {
  if (purpose === 'report' || correctsId === null) return undefined;
  const root = await db('submissions')
    .innerJoin('receipts', 'receipts.submission_id', 'submissions.id')
    .where('submissions.id', correctsId)
    .first<{ submission: string; receipt: string } | undefined>({
      submission: 'submissions.number',
      receipt: 'receipts.number',
    });
  if (root === undefined) throw new TypeError('What is corrected was accepted, and so has a receipt.');
  const [counted] = await db('record_replacements')
    .where({ submission_id: id })
    .count<{ records: number | string }[]>({ records: '*' });
  return { purpose, ...root, records: Number(counted?.records ?? 0) };
}
