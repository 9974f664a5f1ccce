import { appendAudit } from '../../audit/index.js';
import { inTransaction } from '../../database/index.js';
import { type ClaimedJob, completeJob, enqueueJob } from '../../jobs/index.js';
import { findSubmission, moveSubmission } from '../submissions/store.js';
import type { Desk } from './desk.js';
import { enqueueDiscard } from './outcomes.js';

/** The job that ends the waiting for a confirmation that never came. */
export async function lapse({ db, clock }: Desk, job: ClaimedJob): Promise<void> {
  await inTransaction(db, async (trx) => {
    const at = clock();
    const submission = await findSubmission(trx, job.subject);
    if (submission === undefined) return;
    const { number, lapsesAt } = submission;
    // A file that was judged once more waits from then on.
    if (lapsesAt !== null && lapsesAt > at) {
      await completeJob(trx, job, at);
      return enqueueJob(trx, { kind: 'submission.lapse', subject: number, at, dueAt: lapsesAt });
    }
    if (await moveSubmission(trx, submission.id, 'lapsed', { endedAt: at, releaseFile: true })) {
      await enqueueDiscard(trx, submission, at);
      await appendAudit(trx, {
        at,
        actor: null,
        address: null,
        action: 'submission.lapse',
        target: { kind: 'submission', reference: submission.number },
        outcome: 'done',
        reference: null,
      });
    }
    await completeJob(trx, job, at);
  });
}
