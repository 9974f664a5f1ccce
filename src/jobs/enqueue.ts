import type { Knex } from 'knex';
import { toStoredTime } from '../clock.js';
import { nextTurn } from './turns.js';

/** Work to be done after the commit, by any gateway on this database. */
export interface NewJob {
  readonly kind: string;
  /** What it is about, e.g. a submission's number. There is one job for each kind and subject. */
  readonly subject: string;
  /** Groups take turns: one institution's many files do not keep another's waiting. */
  readonly fairGroup?: string;
  /** How much work it is, in bytes of the file or what takes as long. `lightestWeight` is added for beginning and ending it. */
  readonly weight?: number;
  readonly at: Date;
  /** Not before this moment; default `at`. */
  readonly dueAt?: Date;
}

/** What a job weighs besides its file. */
export const lightestWeight = 65_536;

/**
 * Puts a job into the queue in the caller's transaction: it is there if and only if the change is. A job of the same kind
 * and subject that has ended is put back; one that waits or runs stays as it is.
 */
export async function enqueueJob(trx: Knex.Transaction, job: NewJob): Promise<void> {
  const fairGroup = job.fairGroup ?? '';
  const waiting = {
    fair_group: fairGroup,
    weight: lightestWeight + (job.weight ?? 0),
    turn: await nextTurn(trx, fairGroup),
    state: 'waiting',
    due_at: toStoredTime(job.dueAt ?? job.at),
    attempts: 0,
    lease: null,
    lease_ends_at: null,
    ended_at: null,
    last_error: null,
  };
  const again = await trx('jobs')
    .where({ kind: job.kind, subject: job.subject })
    .whereIn('state', ['done', 'dead'])
    .update(waiting);
  if (again > 0) return;
  await trx('jobs')
    .insert({ ...waiting, kind: job.kind, subject: job.subject, created_at: toStoredTime(job.at) })
    .onConflict(['kind', 'subject'])
    .ignore();
}
