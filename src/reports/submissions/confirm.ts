import type { ActedBy } from '../../accounts/index.js';
import { appendAudit } from '../../audit/index.js';
import { inTransaction } from '../../database/index.js';
import { enqueueJob } from '../../jobs/index.js';
import { Problem } from '../../problems/index.js';
import { fairGroupOf } from '../intake/outcomes.js';
import type { ReportServices } from '../services.js';
import { moveSubmission } from './store.js';
import type { Submission } from './submission.js';

/**
 * The reporter has looked at the warnings and stands by the data: the records that wait are taken in, by a job.
 *
 * @throws Problem ERR_SUBMISSION_NOT_AWAITING
 */
export async function confirmSubmission(
  { db, clock, wakeJobs }: ReportServices,
  submission: Submission,
  by: ActedBy,
): Promise<void> {
  const { id, number, institutionId, counts } = submission;
  await inTransaction(db, async (trx) => {
    const at = clock();
    if (!(await moveSubmission(trx, id, 'confirmed', {}))) throw new Problem('ERR_SUBMISSION_NOT_AWAITING');
    const fairGroup = fairGroupOf(institutionId);
    await enqueueJob(trx, { kind: 'submission.accept', subject: number, fairGroup, at });
    await appendAudit(trx, {
      ...by,
      at,
      action: 'submission.confirm',
      target: { kind: 'submission', reference: number },
      outcome: 'done',
      detail: { warnings: counts?.warnings ?? 0 },
    });
  });
  wakeJobs();
}
