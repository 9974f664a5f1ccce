import { beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { toStoredTime } from '../../src/clock.js';
import { connect, type Database, type DatabaseSettings, inTransaction } from '../../src/database/index.js';
import { claimJob, leaseMilliseconds } from '../../src/jobs/claim.js';
import {
  type ClaimedJob,
  completeJob,
  createJobWorker,
  enqueueJob,
  type JobHandler,
  maxAttempts,
  maxBeginnings,
} from '../../src/jobs/index.js';
import { describeOnEachDatabase } from '../support/databases.js';

const start = new Date('2026-11-22T00:00:00Z');

describeOnEachDatabase('the job queue', (open) => {
  let db: Database;
  let settings: DatabaseSettings;
  let now: Date;
  let failures: unknown[];

  beforeAll(async () => {
    ({ db, settings } = await open());
  });

  beforeEach(async () => {
    await db('jobs').delete();
    now = start;
    failures = [];
  });

  it('runs a job once and ends it', async () => {
    await enqueue('one');
    const seen: string[] = [];
    const worker = workerWith(async (job) => void seen.push(job.subject));
    expect(await worker.runOnce()).toBe(true);
    expect(await worker.runOnce()).toBe(false);
    expect(seen).toEqual(['one']);
    expect(await stateOf('one')).toBe('done');
  });

  it('tells whoever waits that a job has come to its end, whether it did what it should or not', async () => {
    const told: string[] = [];
    const worker = workerWith(async ({ subject }) => {
      told.push(`${subject} runs`);
      if (subject === 'two') throw new TypeError('no');
    });
    for (const subject of ['one', 'two']) {
      await enqueue(subject);
      const ends = [worker.nextEnd(), worker.nextEnd()].map((end) => end.then(() => told.push('told')));
      await worker.runOnce();
      await Promise.all(ends);
    }
    expect(told).toEqual(['one runs', 'told', 'told', 'two runs', 'told', 'told']);
  });

  it('holds one job for each kind and subject, and takes an ended one up again', async () => {
    await enqueue('one');
    await enqueue('one');
    const worker = workerWith(async () => undefined);
    expect(await worker.runOnce()).toBe(true);
    expect(await worker.runOnce()).toBe(false);
    await enqueue('one');
    expect(await worker.runOnce()).toBe(true);
  });

  it('is not there when the change that asked for it was rolled back', async () => {
    await inTransaction(db, async (trx) => {
      await enqueueJob(trx, { kind: 'test', subject: 'one', at: now });
      throw new TypeError('no');
    }).catch(() => undefined);
    expect(await workerWith(async () => undefined).runOnce()).toBe(false);
  });

  it('gives each job to exactly one of two gateways that ask at once', async () => {
    const second = connect(settings);
    for (let n = 0; n < 10; n += 1) await enqueue(`job ${n}`);
    const claims = await Promise.all(
      Array.from({ length: 20 }, (_, n) => claimJob(n % 2 === 0 ? db : second, { kinds: ['test'] }, now)),
    );
    await second.destroy();
    const subjects = claims.flatMap((job) => (job === undefined ? [] : [job.subject]));
    expect(new Set(subjects).size).toBe(subjects.length);
    const left: string[] = [];
    for (
      let job = await claimJob(db, { kinds: ['test'] }, now);
      job;
      job = await claimJob(db, { kinds: ['test'] }, now)
    )
      left.push(job.subject);
    expect([...subjects, ...left].sort()).toEqual(Array.from({ length: 10 }, (_, n) => `job ${n}`));
  });

  it('takes over the job of a gateway that died, and lets nothing of the dead one take effect', async () => {
    await enqueue('one');
    const dead = await claimJob(db, { kinds: ['test'] }, now);
    now = new Date(start.getTime() + leaseMilliseconds - 1);
    expect(await claimJob(db, { kinds: ['test'] }, now)).toBeUndefined();
    now = new Date(start.getTime() + leaseMilliseconds);
    const heir = await claimJob(db, { kinds: ['test'] }, now);
    expect(heir).toMatchObject({ subject: 'one', attempt: 2 });
    await expect(inTransaction(db, (trx) => completeJob(trx, dead as ClaimedJob, now))).rejects.toThrow(
      'lease',
    );
    await inTransaction(db, (trx) => completeJob(trx, heir as ClaimedJob, now));
    expect(await stateOf('one')).toBe('done');
  });

  it('tries a failed job again later, each time longer, and gives it up in the end', async () => {
    await enqueue('one');
    const givenUp: string[] = [];
    const worker = createJobWorker({
      db,
      clock: () => now,
      handlers: { test: () => Promise.reject(new Error('disk full')) },
      onFailure: (_, error) => failures.push(error),
      onGivenUp: async (_, job) => void givenUp.push(job.subject),
    });
    const waits: number[] = [];
    while ((await stateOf('one')) !== 'dead') {
      await worker.runOnce();
      const { due_at } = await db('jobs').where({ subject: 'one' }).first();
      if ((await stateOf('one')) === 'dead') break;
      waits.push((new Date(due_at).getTime() - now.getTime()) / 1000);
      expect(await worker.runOnce()).toBe(false);
      now = new Date(due_at);
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64]);
    expect(failures).toHaveLength(maxAttempts);
    expect(givenUp).toEqual(['one']);
  });

  it('gives up a job that ended the process each time it was begun', async () => {
    await enqueue('one');
    for (let n = 0; n < maxBeginnings; n += 1) {
      expect(await claimJob(db, { kinds: ['test'] }, now)).toMatchObject({ attempt: n + 1 });
      now = new Date(now.getTime() + leaseMilliseconds);
    }
    const givenUp: string[] = [];
    const worker = createJobWorker({
      db,
      clock: () => now,
      handlers: { test: () => Promise.reject(new TypeError('It is not begun again.')) },
      onFailure: (_, error) => failures.push(error),
      onGivenUp: async (_, job) => void givenUp.push(job.subject),
    });
    await worker.runOnce();
    expect(failures).toMatchObject([{ message: 'Every try ended without an end.' }]);
    expect(givenUp).toEqual(['one']);
    expect(await stateOf('one')).toBe('dead');
  });

  it('lets institutions take turns', async () => {
    await enqueue('big 1', 'A');
    await enqueue('big 2', 'A');
    await enqueue('small', 'B');
    const order = [];
    for (let n = 0; n < 3; n += 1) order.push((await claimJob(db, { kinds: ['test'] }, now))?.subject);
    expect(order).toEqual(['big 1', 'small', 'big 2']);
  });

  it('renews the lease of a job that takes long, and tells the job when it was lost', async () => {
    await enqueue('one');
    let began: (reason: AbortSignal) => void = () => undefined;
    const beginning = new Promise<AbortSignal>((resolve) => {
      began = resolve;
    });
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      const working = workerWith(
        (_, signal) =>
          new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => reject(signal.reason));
            began(signal);
          }),
      ).runOnce();
      await beginning;
      const end = async () => (await db('jobs').first('lease_ends_at')).lease_ends_at;
      now = new Date(start.getTime() + 20_000);
      vi.advanceTimersByTime(leaseMilliseconds / 3);
      while ((await end()) !== toStoredTime(new Date(now.getTime() + leaseMilliseconds)));

      await db('jobs').update({ lease: 'of another' });
      vi.advanceTimersByTime(leaseMilliseconds / 3);
      await working;
      expect(failures).toMatchObject([{ name: 'LeaseLost' }]);
      expect(await db('jobs').first('state', 'lease')).toEqual({ state: 'running', lease: 'of another' });
    } finally {
      vi.useRealTimers();
    }
  });

  it('stops within the running job: the job is told, goes back unharmed, and runs again', async () => {
    await enqueue('one');
    let began: () => void = () => undefined;
    const beginning = new Promise<void>((resolve) => {
      began = resolve;
    });
    const worker = workerWith(
      (_, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
          began();
        }),
    );
    worker.start();
    await beginning;
    await worker.stop();
    expect(await db('jobs').first('state', 'attempts')).toEqual({ state: 'waiting', attempts: 0 });
    expect(await claimJob(db, { kinds: ['test'] }, now)).toMatchObject({ subject: 'one', attempt: 1 });
  });

  function enqueue(subject: string, fairGroup = ''): Promise<void> {
    return inTransaction(db, (trx) => enqueueJob(trx, { kind: 'test', subject, fairGroup, at: now }));
  }

  function workerWith(handler: JobHandler) {
    return createJobWorker({
      db,
      clock: () => now,
      handlers: { test: handler },
      onFailure: (_, error) => failures.push(error),
    });
  }

  async function stateOf(subject: string): Promise<string> {
    return (await db('jobs').where({ subject }).first()).state;
  }
});
