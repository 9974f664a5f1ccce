import type { ActedBy } from '../../accounts/index.js';
import { appendAudit } from '../../audit/index.js';
import { inTransaction } from '../../database/index.js';
import { enqueueJob } from '../../jobs/index.js';
import { Problem } from '../../problems/index.js';
import { fairGroupOf } from '../intake/outcomes.js';
import type { ReportServices } from '../services.js';
import { isSigned } from '../signatures/store.js';
import { lockSubmission, moveSubmission } from './store.js';
import type { Submission } from './submission.js';

/**
 * The reporter has looked at the warnings and stands by the data: the records that wait are taken in, by a job, or wait
 * for the signature that the agency asks for.
 *
 * @throws Problem ERR_SUBMISSION_NOT_AWAITING
 */
export async function confirmSubmission(
  { db, clock, wakeJobs, config }: ReportServices,
  submission: Submission,
  by: ActedBy,
): Promise<void> {
  const { id, number, institutionId, counts } = submission;
  await inTransaction(db, async (trx) => {
    const at = clock();
    // A submission that waits for its signature is not confirmed past it.
    const { state } = await lockSubmission(trx, id);
    if (state !== 'awaiting-confirmation') throw new Problem('ERR_SUBMISSION_NOT_AWAITING');
    const mustBeSigned = config.submissionSignature === 'required' && !(await isSigned(trx, id));
    const next = mustBeSigned ? 'awaiting-signature' : 'confirmed';
    if (!(await moveSubmission(trx, id, next, {}))) throw new Problem('ERR_SUBMISSION_NOT_AWAITING');
    const fairGroup = fairGroupOf(institutionId);
    if (!mustBeSigned) await enqueueJob(trx, { kind: 'submission.accept', subject: number, fairGroup, at });
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
