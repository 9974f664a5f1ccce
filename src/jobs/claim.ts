import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { toStoredTime } from '../clock.js';
import type { Database } from '../database/index.js';

/** A job this process holds the lease of. */
export interface ClaimedJob {
  readonly id: number;
  readonly kind: string;
  readonly subject: string;
  /** 1 for the first time it runs. */
  readonly attempt: number;
  readonly lease: string;
}

/** Somebody else has taken the job over: nothing of what this run did may take effect. */
export class LeaseLost extends Error {
  constructor(job: ClaimedJob) {
    super(`The lease of ${job.kind} ${job.subject} was lost.`);
    this.name = 'LeaseLost';
  }
}

/** How long a job stays with a process that has stopped renewing, in milliseconds. */
export const leaseMilliseconds = 60_000;

/** Which jobs are looked for. */
export interface Wanted {
  readonly kinds: readonly string[];
  /** Leaves heavier ones to others; without it, none is too heavy. */
  readonly mostWeight?: number;
}

/**
 * Takes the due job whose turn it is: one that waits, or one whose holder has died. The lease is taken by
 * compare-and-set, so that of many gateways exactly one gets it.
 */
export async function claimJob(db: Database, wanted: Wanted, now: Date): Promise<ClaimedJob | undefined> {
  const moment = toStoredTime(now);
  for (const candidate of await findDue(db, wanted, moment)) {
    const lease = randomUUID();
    const taken = await db('jobs')
      .where({ id: candidate.id, state: candidate.state, attempts: candidate.attempts })
      .where((query) => query.where({ state: 'waiting' }).orWhere('lease_ends_at', '<=', moment))
      .update({
        state: 'running',
        lease,
        lease_ends_at: toStoredTime(new Date(now.getTime() + leaseMilliseconds)),
        attempts: candidate.attempts + 1,
      });
    if (taken === 1) {
      const { id, kind, subject, attempts } = candidate;
      return { id: Number(id), kind, subject, attempt: attempts + 1, lease };
    }
  }
  return undefined;
}

interface DueJob {
  readonly id: number;
  readonly kind: string;
  readonly subject: string;
  readonly state: string;
  readonly attempts: number;
}

function findDue(db: Database, { kinds, mostWeight }: Wanted, moment: string): Promise<DueJob[]> {
  return db('jobs')
    .whereIn('kind', [...kinds])
    .whereIn('state', ['waiting', 'running'])
    .where('due_at', '<=', moment)
    .where((query) => query.where({ state: 'waiting' }).orWhere('lease_ends_at', '<=', moment))
    .modify((query) => mostWeight !== undefined && query.where('weight', '<=', mostWeight))
    .select<DueJob[]>('id', 'kind', 'subject', 'state', 'attempts')
    .orderBy([{ column: 'turn' }, { column: 'id' }])
    .limit(5);
}

/** Renews the lease. @throws LeaseLost */
export async function renewLease(db: Database, job: ClaimedJob, now: Date): Promise<void> {
  const renewed = await db('jobs')
    .where({ id: job.id, lease: job.lease, state: 'running' })
    .update({ lease_ends_at: toStoredTime(new Date(now.getTime() + leaseMilliseconds)) });
  if (renewed !== 1) throw new LeaseLost(job);
}

/**
 * Ends the job in the transaction of its effect, so that the effect happens once however often the job was started.
 *
 * @throws LeaseLost when another process has taken the job over; the caller's transaction then rolls back
 */
export async function completeJob(trx: Knex.Transaction, job: ClaimedJob, now: Date): Promise<void> {
  const ended = await trx('jobs')
    .where({ id: job.id, lease: job.lease, state: 'running' })
    .update({
      state: 'done',
      lease: null,
      lease_ends_at: null,
      ended_at: toStoredTime(now),
      last_error: null,
    });
  if (ended !== 1) throw new LeaseLost(job);
}
