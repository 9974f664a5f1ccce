import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createJobWorker, type JobWorker } from '../../../src/jobs/index.js';
import { submissionHandlers, submissionLanes } from '../../../src/reports/index.js';
import type { Submission } from '../../../src/reports/submissions/submission.js';
import { describeOnEachDatabase } from '../../support/databases.js';
import { addInstitution, openReportGround, type ReportGround, sample } from '../support/report-ground.js';

vi.setConfig({ testTimeout: 60_000 });

const large = sample({ rows: 40_000 });

describeOnEachDatabase('institutions that send at once', (open) => {
  let ground: ReportGround;
  let gateway: JobWorker;

  beforeEach(async () => {
    ground = await openReportGround(await open());
    gateway = createJobWorker({
      db: ground.db,
      clock: () => ground.now,
      handlers: submissionHandlers(ground.jobServices),
      lanes: submissionLanes,
      onFailure: (_, error) => ground.failures.push(error),
      pollMilliseconds: 10,
    });
  });

  afterEach(async () => {
    await gateway.stop();
    ground.close();
  });

  it('a small file of one is accepted while a large one of another is still read', async () => {
    const theirs = await addInstitution(ground.db, '2222222222', 'other');
    const giant = await ground.send(large);
    gateway.start();
    await until(async () => (await stateOf(giant)) === 'processing');
    const small = await ground.send(sample({ institutionCode: theirs.code }), { institution: theirs });
    await until(async () => (await stateOf(small)) !== 'received' && (await stateOf(small)) !== 'processing');
    expect([await stateOf(small), await stateOf(giant)]).toEqual(['accepted', 'processing']);
  });

  it('one file of one is accepted before the third of forty that another sent earlier', async () => {
    const theirs = await addInstitution(ground.db, '2222222222', 'other');
    for (let seed = 100; seed < 140; seed += 1) await ground.send(sample({ rows: 3, seed }));
    const small = await ground.send(sample({ institutionCode: theirs.code }), { institution: theirs });
    for (let n = 0; n < 3; n += 1) await ground.jobs.runOnce();
    expect(await stateOf(small)).toBe('accepted');
    expect(await ground.db('submissions').where({ state: 'accepted' }).count({ n: '*' })).toEqual([{ n: 3 }]);
  });

  async function stateOf({ number }: Submission): Promise<string> {
    return (await ground.read(number)).state;
  }
});

/** Looks again and again; the test's own timeout ends a wait in vain. */
async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 2));
}
