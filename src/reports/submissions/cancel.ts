import type { ActedBy } from '../../accounts/index.js';
import { appendAudit } from '../../audit/index.js';
import { inTransaction } from '../../database/index.js';
import { Problem } from '../../problems/index.js';
import { enqueueDiscard } from '../intake/outcomes.js';
import type { ReportServices } from '../services.js';
import { moveSubmission } from './store.js';
import type { Submission } from './submission.js';

/**
 * The reporter takes a file back that has not been accepted. What was staged of it is removed by a job.
 *
 * @throws Problem ERR_SUBMISSION_NOT_CANCELLABLE
 */
export async function cancelSubmission(
  { db, clock, wakeJobs }: ReportServices,
  submission: Submission,
  by: ActedBy,
): Promise<void> {
  await inTransaction(db, async (trx) => {
    const at = clock();
    const cancelled = await moveSubmission(trx, submission.id, 'cancelled', {
      endedAt: at,
      releaseFile: true,
    });
    if (!cancelled) throw new Problem('ERR_SUBMISSION_NOT_CANCELLABLE');
    await enqueueDiscard(trx, submission, at);
    await appendAudit(trx, {
      ...by,
      at,
      action: 'submission.cancel',
      target: { kind: 'submission', reference: submission.number },
      outcome: 'done',
      detail: { was: submission.state },
    });
  });
  wakeJobs();
}
