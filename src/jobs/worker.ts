import type { Knex } from 'knex';
import type { Clock } from '../clock.js';
import { toStoredTime } from '../clock.js';
import { type Database, inTransaction } from '../database/index.js';
import { type ClaimedJob, claimJob, completeJob, LeaseLost, leaseMilliseconds, renewLease } from './claim.js';

/**
 * Does one kind of job. It ends the job itself with `completeJob` in the transaction of its effect; if it returns without,
 * the job is ended after it. What it throws sends the job back to the queue.
 */
export type JobHandler = (job: ClaimedJob, signal: AbortSignal) => Promise<void>;

export interface JobWorkerOptions {
  readonly db: Database;
  readonly clock: Clock;
  readonly handlers: Readonly<Record<string, JobHandler>>;
  /** What this process runs side by side: one job in each lane. One lane for everything when nothing is said. */
  readonly lanes?: readonly Lane[];
  /** How often an idle worker looks into the queue, in milliseconds. */
  readonly pollMilliseconds?: number;
  /** Told of every failed run. */
  readonly onFailure: (job: ClaimedJob | null, error: unknown) => void;
  /** Told when a job will not be tried again, in the transaction that gives it up. */
  readonly onGivenUp?: (trx: Knex.Transaction, job: ClaimedJob, error: unknown) => Promise<void>;
}

/** Takes one job after the other. */
export interface Lane {
  /** Jobs that are heavier are left to other lanes, so that light ones always get through here. */
  readonly mostWeight?: number;
}

export interface JobWorker {
  /** Takes one due job and runs it to its end; false when there was none. */
  runOnce(): Promise<boolean>;
  /** Looks into the queue now instead of at the next poll. */
  wake(): void;
  /** Resolves when the next job of this process comes to its end, whichever that is. */
  nextEnd(): Promise<void>;
  start(): void;
  /** Takes no further jobs, tells the running ones to stop, and waits for them. */
  stop(): Promise<void>;
}

/** A job that failed this often is given up. */
export const maxAttempts = 8;

/**
 * A job that was begun this often and never came to an end, not even to a failure, ended the process each time, or was as
 * unlucky as nobody is. More than `maxAttempts`, because a process may also be killed for reasons of its own.
 */
export const maxBeginnings = 20;

/** Makes the one worker loop of a process. */
export function createJobWorker(options: JobWorkerOptions): JobWorker {
  const { db, clock, handlers } = options;
  const kinds = Object.keys(handlers);
  const stopping = new AbortController();
  const running = new Set<Promise<void>>();
  const pauses = new Set<() => void>();
  const waiting = new Set<() => void>();

  async function runNext(lane: Lane): Promise<boolean> {
    const job = await claimJob(db, { ...lane, kinds }, clock());
    if (job === undefined) return false;
    await runJob(job);
    return true;
  }

  async function runJob(job: ClaimedJob): Promise<void> {
    const lost = new AbortController();
    const renewal = setInterval(() => {
      renewLease(db, job, clock()).catch((error: unknown) => {
        if (error instanceof LeaseLost) lost.abort(error);
        else options.onFailure(job, error);
      });
    }, leaseMilliseconds / 3);
    try {
      if (job.attempt > maxBeginnings) throw new Error('Every try ended without an end.');
      await handlers[job.kind]?.(job, AbortSignal.any([stopping.signal, lost.signal]));
      await endIfStillHeld(db, job, clock());
    } catch (error) {
      options.onFailure(job, error);
      if (!(error instanceof LeaseLost)) await giveBack(job, error);
    } finally {
      clearInterval(renewal);
      for (const tell of waiting) tell();
      waiting.clear();
    }
  }

  /** A job interrupted by our own stop does not count as a failed try. */
  async function giveBack(job: ClaimedJob, error: unknown): Promise<void> {
    const now = clock();
    const interrupted = stopping.signal.aborted;
    const givenUp = !interrupted && job.attempt >= maxAttempts;
    await inTransaction(db, async (trx) => {
      if (givenUp) await options.onGivenUp?.(trx, job, error);
      await trx('jobs')
        .where({ id: job.id, lease: job.lease, state: 'running' })
        .update({
          state: givenUp ? 'dead' : 'waiting',
          lease: null,
          lease_ends_at: null,
          attempts: interrupted ? job.attempt - 1 : job.attempt,
          due_at: toStoredTime(
            interrupted ? now : new Date(now.getTime() + backOffMilliseconds(job.attempt)),
          ),
          last_error: error instanceof Error ? error.message.slice(0, 2_000) : String(error).slice(0, 2_000),
        });
    });
  }

  async function loop(lane: Lane): Promise<void> {
    while (!stopping.signal.aborted) {
      const worked = await runNext(lane).catch((error: unknown) => {
        options.onFailure(null, error);
        return false;
      });
      if (!worked && !stopping.signal.aborted) await pause();
    }
  }

  function pause(): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        pauses.delete(end);
        resolve();
      };
      const timer = setTimeout(end, options.pollMilliseconds ?? 1_000);
      pauses.add(end);
    });
  }

  function wake(): void {
    for (const end of [...pauses]) end();
  }

  return {
    runOnce: () => runNext({}),
    wake,
    nextEnd: () => new Promise((resolve) => waiting.add(resolve)),
    start() {
      for (const lane of options.lanes ?? [{}]) running.add(loop(lane));
    },
    async stop() {
      stopping.abort();
      wake();
      await Promise.all(running);
    },
  };
}

/** 1 s, 2 s, 4 s … up to 5 minutes. */
function backOffMilliseconds(attempt: number): number {
  return Math.min(1_000 * 2 ** (attempt - 1), 300_000);
}

async function endIfStillHeld(db: Database, job: ClaimedJob, now: Date): Promise<void> {
  const row = await db('jobs').where({ id: job.id, lease: job.lease, state: 'running' }).first();
  if (row !== undefined) await inTransaction(db, (trx) => completeJob(trx, job, now));
}
