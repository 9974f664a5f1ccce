import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { byOperator } from '../../src/accounts/index.js';
import { inTransaction } from '../../src/database/index.js';
import { keepPolicy } from '../../src/reports/policies/policy-store.js';
import { findReceiptOf, readReceipt } from '../../src/reports/receipts/receipt-store.js';
import type { Submission } from '../../src/reports/submissions/submission.js';
import { openReportGround, type ReportGround, sample } from '../reports/support/report-ground.js';
import { opener } from '../support/databases.js';

const rows = 3_000;
/** Every tenth row has an error. */
const refused = rows / 10;
const stored = rows - refused;

interface Seen {
  readonly state: string;
  readonly staged: number;
}

describe('a gateway killed while it takes in the good rows of a file', () => {
  const open = opener('sqlite');
  let ground: ReportGround;
  const children: ChildProcess[] = [];

  beforeEach(async () => {
    ground = await openReportGround(await open());
    ground.now = new Date();
    const { db, institution, now } = ground;
    await inTransaction(db, async (trx) => {
      for (const whose of [null, institution]) {
        const choice = {
          institution: whose,
          accountId: institution.accountId,
          rows: 'good',
          strict: [],
        } as const;
        await keepPolicy(trx, choice, byOperator, now);
      }
    });
  });

  afterEach(() => {
    ground.close();
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });

  it.each<[string, (seen: Seen) => boolean]>([
    ['when the first rows are staged', ({ staged }) => staged > 0],
    ['when the last rows are staged', ({ staged }) => staged === stored],
    ['as soon as it is accepted', ({ state }) => state === 'accepted'],
  ])(
    '%s: the next one ends with each good row stored once',
    async (_name, isReached) => {
      const sent = await ground.send(withErrors(ground.now));
      const first = await startWorker(0);
      await until(async () => isReached(await look(sent)));
      first.kill('SIGKILL');
      await once(first, 'exit');

      await startWorker(120_000);
      await until(async () => (await ground.read(sent.number)).endedAt !== null);
      expect(await ground.read(sent.number)).toMatchObject({
        state: 'accepted',
        counts: { rows, good: stored, rowsWithErrors: refused },
      });
      expect((await look(sent)).staged).toBe(stored);
      const receipt = await findReceiptOf(ground.db, sent.id);
      expect(receipt && readReceipt(receipt).counts).toEqual({ rows, stored, refused, warningsConfirmed: 0 });
      expect(await ground.db('mails').pluck('event')).toEqual(['submission-accepted']);
    },
    60_000,
  );

  async function startWorker(aheadMilliseconds: number): Promise<ChildProcess> {
    const program = fileURLToPath(new URL('./support/run-jobs.mjs', import.meta.url));
    const child = fork(program, [JSON.stringify({ ...ground.process, aheadMilliseconds })]);
    children.push(child);
    await once(child, 'message');
    return child;
  }

  async function look(sent: Submission): Promise<Seen> {
    const [counted] = await ground.db('exam_records').where({ submission_id: sent.id }).count({ n: '*' });
    return { state: (await ground.read(sent.number)).state, staged: Number(counted?.n) };
  }
});

/** Looks again and again; the test's own timeout ends a wait in vain. */
async function until(isReached: () => Promise<boolean>): Promise<void> {
  while (!(await isReached())) await new Promise((resolve) => setTimeout(resolve, 2));
}

function withErrors(now: Date): Buffer {
  const today = new Date(now.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
  const [header = '', ...lines] = sample({ rows, today }).toString().split('\r\n');
  // An institution code of another institution.
  const changed = lines.map((line, at) => (at % 10 === 5 ? line.replace(/^\d{10}/, '0000000000') : line));
  return Buffer.from([header, ...changed].join('\r\n'));
}
