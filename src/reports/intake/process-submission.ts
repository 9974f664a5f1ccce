import type { Knex } from 'knex';
import { findAccount } from '../../accounts/index.js';
import { taipeiDate } from '../../clock.js';
import { inTransaction } from '../../database/index.js';
import { type ClaimedJob, completeJob } from '../../jobs/index.js';
import { mappingOf } from '../mappings/mapping-store.js';
import { type FilePolicy, policyOfFile } from '../policies/policy-store.js';
import { isSigned } from '../signatures/store.js';
import { findSubmission } from '../submissions/store.js';
import type { Submission } from '../submissions/submission.js';
import type { Desk } from './desk.js';
import type { Judgement } from './judgement.js';
import { awaitConfirmation, awaitSignature, type Case, type Judged, refuse } from './outcomes.js';
import { takeIn } from './take-in.js';
import { ThreadError } from './thread-pool.js';

/**
 * The job of an uploaded file: has it judged in a worker thread, then brings it to its outcome in one short transaction
 * that also ends the job. Killed at any point, it begins again.
 */
export async function processSubmission(desk: Desk, job: ClaimedJob, stop: AbortSignal): Promise<void> {
  const submission = await findSubmission(desk.db, job.subject);
  if (submission === undefined || submission.file.documentId === null) return;
  if (submission.state !== 'received' && submission.state !== 'processing') return;
  const policy = await policyOfFile(desk.db, submission.institutionId, submission.purpose);
  const judgement = await judge(desk, job, submission, submission.file.documentId, policy, stop);
  if (judgement === undefined) return;
  const judged = { ...judgement, rowsPolicy: policy.rows };
  const settled = await settle(desk, job, submission, judged, stop);
  // The list belongs to no outcome then.
  if (!settled && judgement.findings !== null) await desk.documents.remove(judgement.findings.id);
}

/** Undefined when the submission was cancelled in the meantime. */
async function judge(
  desk: Desk,
  job: ClaimedJob,
  submission: Submission,
  documentId: string,
  policy: FilePolicy,
  stop: AbortSignal,
): Promise<Judgement | undefined> {
  const account = await findAccount(desk.db, submission.accountId);
  const task = {
    submissionId: submission.id,
    institutionId: submission.institutionId,
    institutionCode: account?.institution?.code ?? '',
    kind: submission.kind,
    purpose: submission.purpose,
    correctsId: submission.correctsId,
    documentId,
    run: job.lease,
    today: taipeiDate(desk.clock()),
    limits: { rows: desk.limits.rows },
    mapping: await mappingOf(desk.db, submission.id),
    rowsPolicy: policy.rows,
    strict: policy.strict,
  };
  try {
    return await desk.threads.run('judge', task, stop);
  } catch (error) {
    if (error instanceof ThreadError && error.taskError === 'RunSuperseded') return undefined;
    throw error;
  }
}

/** Whether the judgement took effect. */
async function settle(
  desk: Desk,
  job: ClaimedJob,
  submission: Submission,
  judgement: Judgement & Judged,
  stop: AbortSignal,
): Promise<boolean> {
  const end = (decide: (trx: Knex.Transaction, now: Case) => Promise<boolean>) =>
    inTransaction(desk.db, async (trx) => {
      const at = desk.clock();
      const settled = await decide(trx, { submission, run: job.lease, at });
      await completeJob(trx, job, at);
      return settled;
    });

  const { verdict, counts, staged, rowsPolicy } = judgement;
  const isRefused =
    verdict === 'stopped' || (verdict === 'errors' && (rowsPolicy === 'all' || counts.good === 0));
  if (isRefused) return end((trx, now) => refuse(trx, now, judgement));
  if (staged !== counts.good || staged + counts.rowsWithErrors !== counts.rows) {
    return end((trx, now) => refuse(trx, now, alarm(desk, submission, judgement)));
  }
  if (counts.confirmable > 0) {
    return end((trx, now) => awaitConfirmation(trx, now, judgement, lapseOf(desk, now.at)));
  }
  // A file that is judged again may have been signed.
  if (desk.config.submissionSignature === 'required' && !(await isSigned(desk.db, submission.id))) {
    return end((trx, now) => awaitSignature(trx, now, judgement, lapseOf(desk, now.at)));
  }
  return takeIn(desk, job, submission, job.lease, judgement, stop);
}

/** Declared and stored must add up. If they do not, it is our mistake, and nothing is taken in. */
function alarm({ log }: Desk, { number }: Submission, judgement: Judgement & Judged): Judged {
  const { counts, staged } = judgement;
  const { rows: declared, rowsWithErrors: refused } = counts;
  log.error({ submission: number, declared, staged, refused }, 'A submission does not reconcile.');
  return { ...judgement, stop: { code: 'ERR_SUBMISSION_NOT_RECONCILED', params: {} } };
}

function lapseOf({ limits }: Desk, at: Date): Date {
  return new Date(at.getTime() + limits.confirmationDays * 86_400_000);
}
