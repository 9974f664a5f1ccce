import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readReceipt } from '../../src/reports/receipts/receipt-store.js';
import type { Submission } from '../../src/reports/submissions/submission.js';
import { openReportGround, type ReportGround, sample } from '../reports/support/report-ground.js';
import { describeOnEachDatabase } from '../support/databases.js';

/**
 * How far a run has come when it is killed, told by what the database shows: the job is taken; the first rows are staged;
 * about half of them; the last ones; the submission is accepted.
 */
const moments: readonly (readonly [string, (seen: Seen) => boolean])[] = [
  ['as soon as the job is taken', ({ state }) => state === 'processing'],
  ['when the first rows are staged', ({ staged }) => staged > 0],
  ['in the middle', ({ staged }) => staged >= 2_000],
  ['when the last rows are staged', ({ staged }) => staged === 4_000],
  ['as soon as it is accepted', ({ state }) => state === 'accepted'],
];

interface Seen {
  readonly state: string;
  readonly staged: number;
}

describeOnEachDatabase('a gateway killed while it processes a file', (open) => {
  let ground: ReportGround;
  let children: ChildProcess[];

  beforeEach(async () => {
    ground = await openReportGround(await open());
    ground.now = new Date();
    children = [];
  });

  afterEach(() => {
    ground.close();
    for (const child of children) child.kill('SIGKILL');
  });

  it.each(moments)('%s: the next one ends with every row accepted once', async (_name, isReached) => {
    const sent = await ground.send(sample({ rows: 4_000, today: dayOf(ground.now) }));
    const first = await startWorker(0);
    await until(async () => isReached(await look(sent)));
    first.kill('SIGKILL');
    await once(first, 'exit');

    await startWorker(120_000);
    await untilEnded(sent);
    expect((await ground.read(sent.number)).state).toBe('accepted');
    expect(await count('exam_records', sent)).toBe(4_000);
    expect(await count('exam_record_chunks', sent)).toBe(20);
    const receipts = await ground.db('receipts').where({ submission_id: sent.id });
    expect(receipts.map((receipt) => readReceipt(receipt).counts)).toEqual([
      { rows: 4_000, stored: 4_000, warningsConfirmed: 0 },
    ]);
    expect(await ground.db('mails').pluck('event')).toEqual(['submission-accepted']);
    expect(await ground.db('audit_entries').where({ action: 'submission.accept' }).count({ n: '*' })).toEqual(
      [{ n: 1 }],
    );
  });

  it('with a bad file: the next one refuses it once and leaves nothing staged', async () => {
    const sent = await ground.send(sample({ rows: 4_000, errors: 3, today: dayOf(ground.now) }));
    const first = await startWorker(0);
    await until(async () => {
      const { staged, state } = await look(sent);
      return staged > 0 || state === 'refused';
    });
    first.kill('SIGKILL');
    await once(first, 'exit');

    await startWorker(120_000);
    await untilEnded(sent);
    await until(async () => (await ground.db('jobs').whereNot({ state: 'done' })).length === 0);
    const refused = await ground.read(sent.number);
    expect(refused).toMatchObject({ state: 'refused', counts: { rows: 4_000, rowsWithErrors: 3 } });
    expect(await count('exam_records', sent)).toBe(0);
    expect(await count('exam_record_chunks', sent)).toBe(0);
    expect(await ground.db('mails').pluck('event')).toEqual(['submission-refused']);
  });

  it('twice, with two gateways after it: still once', async () => {
    const sent = await ground.send(sample({ rows: 4_000, today: dayOf(ground.now) }));
    for (const ahead of [0, 120_000]) {
      const before = await lease(sent);
      const child = await startWorker(ahead);
      await until(async () => (await lease(sent)) !== before && (await look(sent)).staged > 0);
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    await Promise.all([startWorker(240_000), startWorker(240_000)]);
    await untilEnded(sent);
    expect((await ground.read(sent.number)).state).toBe('accepted');
    expect(await count('exam_records', sent)).toBe(4_000);
    expect(await ground.db('receipts').count({ n: '*' })).toEqual([{ n: 1 }]);
  });

  async function startWorker(aheadMilliseconds: number): Promise<ChildProcess> {
    const settings = { ...ground.process, aheadMilliseconds };
    const child = fork(fileURLToPath(new URL('./support/run-jobs.mjs', import.meta.url)), [
      JSON.stringify(settings),
    ]);
    children.push(child);
    await once(child, 'message');
    return child;
  }

  async function look(sent: Submission): Promise<Seen> {
    return { state: (await ground.read(sent.number)).state, staged: await count('exam_records', sent) };
  }

  async function lease(sent: Submission): Promise<string | null> {
    return (await ground.db('jobs').where({ subject: sent.number }).first('lease')).lease;
  }

  async function untilEnded(sent: Submission): Promise<void> {
    await until(async () => (await ground.read(sent.number)).endedAt !== null);
  }

  async function count(table: string, sent: Submission): Promise<number> {
    const [counted] = await ground.db(table).where({ submission_id: sent.id }).count({ n: '*' });
    return Number(counted?.n);
  }
});

/** Looks again and again; the test's own timeout ends a wait in vain. */
async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 2));
}

function dayOf(moment: Date): string {
  return new Date(moment.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
}
