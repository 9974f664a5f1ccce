import type { ClaimedJob } from '../../jobs/index.js';
import { findSubmission } from '../submissions/store.js';
import type { Desk } from './desk.js';
import { takeIn } from './take-in.js';

/** The job of a submission whose warnings the reporter has confirmed: its rows wait, and are taken in now. */
export async function takeConfirmed(desk: Desk, job: ClaimedJob, stop: AbortSignal): Promise<void> {
  const submission = await findSubmission(desk.db, job.subject);
  if (submission?.state !== 'confirmed') return;
  const { rowsPolicy, counts, encoding, judgedAgainst } = submission;
  if (counts === null || judgedAgainst === null) throw new TypeError('A confirmed submission was judged.');
  const judged = { rowsPolicy, counts, encoding, stop: null, findings: null, judgedAgainst };
  await takeIn(desk, job, submission, undefined, judged, stop);
}
