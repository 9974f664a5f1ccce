import type { Knex } from 'knex';
import type { ClaimedJob } from '../../jobs/index.js';
import { findSubmission } from '../submissions/store.js';
import { refuse } from './outcomes.js';

/**
 * Refuses the submission of a job that failed every time, so that nobody waits for it for ever and the file can be sent
 * again. Does nothing for jobs of other features.
 */
export async function giveUpSubmission(trx: Knex.Transaction, job: ClaimedJob, at: Date): Promise<void> {
  if (job.kind !== 'submission.process' && job.kind !== 'submission.accept') return;
  const submission = await findSubmission(trx, job.subject);
  if (submission === undefined) return;
  await refuse(
    trx,
    { submission, run: undefined, at },
    {
      counts: submission.counts ?? {
        rows: 0,
        good: 0,
        errors: 0,
        rowsWithErrors: 0,
        warnings: 0,
        confirmable: 0,
      },
      rowsPolicy: submission.rowsPolicy,
      encoding: submission.encoding,
      stop: { code: 'ERR_SUBMISSION_GIVEN_UP', params: {} },
      findings: null,
      judgedAgainst: submission.judgedAgainst ?? 0,
    },
  );
}
