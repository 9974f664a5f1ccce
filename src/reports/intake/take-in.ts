import { inTransaction } from '../../database/index.js';
import { type ClaimedJob, completeJob } from '../../jobs/index.js';
import { lockAcceptances } from '../records/acceptances.js';
import type { Submission } from '../submissions/submission.js';
import type { Desk } from './desk.js';
import type { Recheck } from './judgement.js';
import { accept, type Judged, judgeAgain, refuse } from './outcomes.js';

/**
 * Accepts a submission. Its rows were compared with what had been accepted when it was judged; under the institution's
 * lock it is only looked whether something was accepted since. If so, the rows are compared again, outside the lock, so
 * that it is never held for long.
 *
 * @param run the run that must hold the submission; undefined after the reporter confirmed it
 * @returns whether it took effect
 */
export async function takeIn(
  desk: Desk,
  job: ClaimedJob,
  submission: Submission,
  run: string | undefined,
  judged: Judged,
  stop: AbortSignal,
): Promise<boolean> {
  const accepted = await inTransaction(desk.db, async (trx) => {
    const before = await lockAcceptances(trx, submission.institutionId);
    if (before !== judged.judgedAgainst) return 'look-again';
    const at = desk.clock();
    const settled = await accept(trx, desk, { submission, run, at }, judged, before);
    if (!settled) throw new Superseded();
    await completeJob(trx, job, at);
    return 'accepted';
  }).catch((error: unknown) => {
    // Rolled back, so that no acceptance is counted.
    if (error instanceof Superseded) return 'superseded' as const;
    throw error;
  });
  if (accepted !== 'look-again') return accepted === 'accepted';
  return lookAgain(desk, job, submission, run, judged, stop);
}

class Superseded extends Error {}

async function lookAgain(
  desk: Desk,
  job: ClaimedJob,
  submission: Submission,
  run: string | undefined,
  judged: Judged,
  stop: AbortSignal,
): Promise<boolean> {
  const { id, institutionId } = submission;
  const task = { submissionId: id, institutionId, since: judged.judgedAgainst };
  const { duplicates, judgedAgainst } = await desk.threads.run('recheck', task, stop);
  if (duplicates === null) return takeIn(desk, job, submission, run, { ...judged, judgedAgainst }, stop);
  if (judged.rowsPolicy === 'good') return beginAgain(desk, job, submission, run, duplicates.findings);
  const { errors, sealedReport, findings } = duplicates;
  const { rows } = judged.counts;
  const counts = { ...judged.counts, good: rows - errors, errors, rowsWithErrors: errors };
  const refused = { ...judged, counts, sealedReport, findings, judgedAgainst };
  return inTransaction(desk.db, async (trx) => {
    const at = desk.clock();
    const settled = await refuse(trx, { submission, run, at }, refused);
    await completeJob(trx, job, at);
    return settled;
  });
}

/** Only some rows were overtaken, and the others may be accepted: the file is judged anew, with what is on record now. */
async function beginAgain(
  desk: Desk,
  job: ClaimedJob,
  submission: Submission,
  run: string | undefined,
  findings: NonNullable<Recheck['duplicates']>['findings'],
): Promise<false> {
  await inTransaction(desk.db, async (trx) => {
    const at = desk.clock();
    // A job that has ended can be put back.
    await completeJob(trx, job, at);
    await judgeAgain(trx, { submission, run, at });
  });
  if (findings !== null) await desk.documents.remove(findings.id);
  desk.log.info({ submission: submission.number }, 'A submission was overtaken and is judged again.');
  return false;
}
