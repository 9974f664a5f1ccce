import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { byOperator } from '../../src/accounts/index.js';
import { insertCard } from '../../src/certificates/binding/store.js';
import type { CardIdentity } from '../../src/certificates/index.js';
import { inTransaction } from '../../src/database/index.js';
import { signSubmission } from '../../src/reports/signatures/sign-submission.js';
import type { Submission } from '../../src/reports/submissions/submission.js';
import { openReportGround, type ReportGround, sample } from '../reports/support/report-ground.js';
import { describeOnEachDatabase } from '../support/databases.js';

// Four gateways begin one after the other, each of which has to load the program.
vi.setConfig({ testTimeout: 90_000 });

const identity: CardIdentity = {
  profile: 'citizen',
  name: '王申報',
  serialNumber: '0000000114063001',
  issuerKeyId: 'ab',
  certificateFingerprint: 'cd'.repeat(32),
};

describeOnEachDatabase('a gateway killed around a signature that the agency requires', (open) => {
  let ground: ReportGround;
  let children: ChildProcess[];

  beforeEach(async () => {
    // What a card signed is verified elsewhere; here it is about what survives.
    const cards = { verifyDocument: async () => ({ identity, signedAt: ground.now }) };
    ground = await openReportGround(await open(), {}, cards);
    ground.now = new Date();
    ground.policy.submissionSignature = 'required';
    children = [];
    const accountId = ground.institution.accountId;
    await inTransaction(ground.db, (trx) =>
      insertCard(trx, { accountId, identity, at: ground.now, sharing: 'exclusive' }),
    );
  });

  afterEach(() => {
    ground.close();
    for (const child of children) child.kill('SIGKILL');
  });

  it('waits for one signature, then accepts every row once', async () => {
    const sent = await ground.send(sample({ rows: 1_000, today: dayOf(ground.now) }));
    const judging = await startWorker(0);
    await until(async () => (await stateOf(sent)) !== 'received');
    await kill(judging);
    const waiting = await startWorker(120_000);
    await until(async () => (await stateOf(sent)) === 'awaiting-signature');
    await kill(waiting);

    await sign(await ground.read(sent.number));
    expect(await stateOf(sent)).toBe('confirmed');
    const accepting = await startWorker(240_000);
    await until(async () => (await acceptJob(sent)).lease !== null);
    await kill(accepting);
    await startWorker(360_000);
    await until(async () => (await stateOf(sent)) === 'accepted');

    const [rows] = await ground.db('exam_records').where({ submission_id: sent.id }).count({ n: '*' });
    expect(Number(rows?.n)).toBe(1_000);
    for (const table of ['receipts', 'submission_signatures']) {
      expect(await ground.db(table).count({ n: '*' })).toEqual([{ n: 1 }]);
    }
    expect((await ground.db('mails').pluck('event')).sort()).toEqual([
      'submission-accepted',
      'submission-awaiting-signature',
    ]);
  });

  function sign(submission: Submission): Promise<void> {
    const { accountId } = ground.institution;
    return signSubmission(ground.services, submission, { der: Buffer.of(1), accountId, by: byOperator });
  }

  async function startWorker(aheadMilliseconds: number): Promise<ChildProcess> {
    const settings = { ...ground.process, aheadMilliseconds, submissionSignature: 'required' };
    const script = fileURLToPath(new URL('./support/run-jobs.mjs', import.meta.url));
    const child = fork(script, [JSON.stringify(settings)]);
    children.push(child);
    await once(child, 'message');
    return child;
  }

  async function kill(child: ChildProcess): Promise<void> {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  async function stateOf({ number }: Submission): Promise<string> {
    return (await ground.read(number)).state;
  }

  function acceptJob({ number }: Submission) {
    return ground.db('jobs').where({ subject: number, kind: 'submission.accept' }).first();
  }
});

/** Looks again and again; the test's own timeout ends a wait in vain. */
async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 2));
}

function dayOf(moment: Date): string {
  return new Date(moment.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
}
