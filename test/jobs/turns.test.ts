import { beforeAll, beforeEach, expect, it } from 'vitest';
import { type Database, inTransaction } from '../../src/database/index.js';
import { type ClaimedJob, claimJob, completeJob } from '../../src/jobs/claim.js';
import { enqueueJob, lightestWeight } from '../../src/jobs/enqueue.js';
import { describeOnEachDatabase } from '../support/databases.js';

const now = new Date('2026-11-22T00:00:00Z');
const megabyte = 1_000_000;

describeOnEachDatabase('turns among jobs', (open) => {
  let db: Database;

  beforeAll(async () => {
    ({ db } = await open());
  });

  beforeEach(() => db('jobs').delete());

  it('puts one file of an institution before the second of a hundred that came earlier', async () => {
    for (let n = 1; n <= 100; n += 1) await enqueue(`A${n}`, 'A');
    expect(await work(1)).toEqual(['A1']);
    await enqueue('B1', 'B');
    expect(await work(3)).toEqual(['B1', 'A2', 'A3']);
  });

  it('gives two institutions turns by turns, however many files each has', async () => {
    for (let n = 1; n <= 5; n += 1) await enqueue(`A${n}`, 'A');
    for (let n = 1; n <= 3; n += 1) await enqueue(`B${n}`, 'B');
    expect(await work(8)).toEqual(['A1', 'B1', 'A2', 'B2', 'A3', 'B3', 'A4', 'A5']);
  });

  it('counts work and not files: after a large file come as many small ones as weigh as much', async () => {
    await enqueue('A1', 'A', 3 * lightestWeight - 1);
    await enqueue('A2', 'A');
    for (let n = 1; n <= 6; n += 1) await enqueue(`B${n}`, 'B');
    expect(await work(8)).toEqual(['A1', 'B1', 'B2', 'B3', 'B4', 'A2', 'B5', 'B6']);
  });

  it('lets nobody save up turns while there is nothing to do', async () => {
    for (let n = 1; n <= 4; n += 1) await enqueue(`A${n}`, 'A');
    await work(4);
    for (let n = 5; n <= 7; n += 1) await enqueue(`A${n}`, 'A');
    for (let n = 1; n <= 3; n += 1) await enqueue(`B${n}`, 'B');
    expect(await work(6)).toEqual(['A5', 'B1', 'A6', 'B2', 'A7', 'B3']);
  });

  it('puts a job that belongs to nobody next', async () => {
    for (let n = 1; n <= 3; n += 1) await enqueue(`A${n}`, 'A');
    await work(1);
    await enqueue('mail', '');
    expect(await work(3)).toEqual(['mail', 'A2', 'A3']);
  });

  it('leaves what is too heavy for a lane to another', async () => {
    await enqueue('A1', 'A', 50 * megabyte);
    await enqueue('B1', 'B', megabyte);
    const light = { kinds: ['test'], mostWeight: 2 * megabyte };
    expect((await claimJob(db, light, now))?.subject).toBe('B1');
    expect(await claimJob(db, light, now)).toBeUndefined();
    expect((await claimJob(db, { kinds: ['test'] }, now))?.subject).toBe('A1');
  });

  function enqueue(subject: string, fairGroup: string, weight = 0): Promise<void> {
    return inTransaction(db, (trx) => enqueueJob(trx, { kind: 'test', subject, fairGroup, weight, at: now }));
  }

  /** Does as many jobs one after the other; says which. */
  async function work(jobs: number): Promise<string[]> {
    const order: string[] = [];
    for (let n = 0; n < jobs; n += 1) {
      const job = (await claimJob(db, { kinds: ['test'] }, now)) as ClaimedJob;
      order.push(job.subject);
      await inTransaction(db, (trx) => completeJob(trx, job, now));
    }
    return order;
  }
});
