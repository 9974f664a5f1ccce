import type { Knex } from 'knex';
import { enqueueJob } from '../../jobs/index.js';
import { enqueueDiscard, fairGroupOf } from '../intake/outcomes.js';
import { findSubmission } from '../submissions/store.js';
import { movers } from './check-submissions.js';
import type { Fault } from './fault.js';

/** Has done what nobody needs to decide on; does nothing where a person has to look. */
export async function mend(trx: Knex.Transaction, { kind, subject }: Fault, at: Date): Promise<void> {
  if (kind !== 'leftovers' && kind !== 'stuck') return;
  const submission = await findSubmission(trx, subject);
  if (submission === undefined) return;
  if (kind === 'leftovers') return enqueueDiscard(trx, submission, at);
  const mover = movers.find(({ states }) => states.some((state) => state === submission.state));
  if (mover === undefined) return;
  await enqueueJob(trx, {
    kind: mover.job,
    subject,
    fairGroup: fairGroupOf(submission.institutionId),
    weight: submission.file.size,
    at,
    dueAt: (mover.job === 'submission.lapse' ? submission.lapsesAt : null) ?? at,
  });
}
