import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { byOperator } from '../../src/accounts/index.js';
import { taipeiDate } from '../../src/clock.js';
import { removeOrphans } from '../../src/documents/index.js';
import { beginDryRun } from '../../src/reports/dry-runs/begin-dry-run.js';
import type { DryRun } from '../../src/reports/dry-runs/dry-run.js';
import { expireDryRuns } from '../../src/reports/dry-runs/remove-dry-run.js';
import { findDryRun } from '../../src/reports/dry-runs/store.js';
import { openReportGround, type ReportGround, sample } from '../reports/support/report-ground.js';
import { describeOnEachDatabase } from '../support/databases.js';

const rows = 4_000;
const bad = 400;

interface Seen {
  readonly isTaken: boolean;
  readonly state: string;
  /** Besides the uploaded one. */
  readonly files: number;
}

/** How far a run has come when it is killed, told by what the database and the file store show. */
const moments: readonly (readonly [string, (seen: Seen) => boolean])[] = [
  ['as soon as the job is taken', ({ isTaken }) => isTaken],
  ['while it writes down what it finds', ({ files }) => files > 0],
  ['as soon as it has judged', ({ state }) => state === 'judged'],
];

describeOnEachDatabase('a gateway killed while it tries a file', (open) => {
  let ground: ReportGround;
  const children: ChildProcess[] = [];

  beforeEach(async () => {
    ground = await openReportGround(await open());
    ground.now = new Date();
  });

  afterEach(() => {
    ground.close();
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });

  it.each(moments)(
    '%s: another ends it once, and after its day nothing is left',
    async (_name, isReached) => {
      const { db, documents } = ground;
      const { number } = await begin();
      const first = await startWorker(0);
      await until(async () => isReached(await look(number)));
      first.kill('SIGKILL');
      await once(first, 'exit');
      const killed = await read(number);

      await startWorker(120_000);
      await until(async () => (await db('jobs').whereNot({ state: 'done' })).length === 0);
      const judged = await read(number);
      expect(judged).toMatchObject({
        state: 'judged',
        documentId: null,
        outcome: { verdict: 'refused', counts: { rows, good: rows - bad, rowsWithErrors: bad } },
      });
      // What had been judged is not judged again.
      if (killed.state === 'judged') expect(judged).toEqual(killed);
      for (const table of ['submissions', 'exam_records', 'exam_record_chunks', 'mails', 'receipts']) {
        expect(await db(table).count({ n: '*' }), table).toEqual([{ n: 0 }]);
      }
      expect(await db('audit_entries').pluck('action')).toEqual(['dry-run.receive']);

      // Of what the killed run had written, nothing outlives the next round of clearing up.
      await removeOrphans(db, documents, { before: new Date(Date.now() + 60_000) });
      expect(ground.storedFiles()).toEqual([judged.findingsDocumentId]);
      expect(await db('documents').pluck('id')).toEqual([judged.findingsDocumentId]);
      const dayLater = () => new Date(judged.expiresAt);
      await expireDryRuns({ db, documents, clock: dayLater });
      expect(ground.storedFiles()).toEqual([]);
      expect(await db('documents').pluck('id')).toEqual([]);
      expect(await db('dry_runs').pluck('number')).toEqual([]);
    },
  );

  it('and thrown away in the meantime: the next one leaves it at that', async () => {
    const { db, documents } = ground;
    const { number, expiresAt } = await begin();
    const first = await startWorker(0);
    await until(async () => (await look(number)).files > 0);
    first.kill('SIGKILL');
    await once(first, 'exit');
    await expireDryRuns({ db, documents, clock: () => expiresAt });

    await startWorker(120_000);
    await until(async () => (await db('jobs').whereNot({ state: 'done' })).length === 0);
    await removeOrphans(db, documents, { before: new Date(Date.now() + 60_000) });
    expect(ground.storedFiles()).toEqual([]);
    expect(await db('documents').pluck('id')).toEqual([]);
    expect(await db('dry_runs').pluck('number')).toEqual([]);
  }, 60_000);

  async function begin(): Promise<DryRun> {
    const { documents, services, institution, now } = ground;
    const file = sample({ rows, errors: bad, today: taipeiDate(now) });
    const document = await documents.write(Readable.from([file]), {
      purpose: 'submission',
      limitBytes: file.length,
    });
    return beginDryRun(services, {
      kind: 'general',
      file: { name: '健檢.csv', document },
      institutionId: institution.id,
      accountId: institution.accountId,
      by: byOperator,
    });
  }

  async function read(number: string): Promise<DryRun> {
    const dryRun = await findDryRun(ground.db, number);
    if (dryRun === undefined) throw new Error(`There is no dry run ${number}.`);
    return dryRun;
  }

  async function look(number: string): Promise<Seen> {
    const job = await ground.db('jobs').where({ subject: number }).first('state');
    const { state } = await read(number);
    return { isTaken: job.state !== 'waiting', state, files: ground.storedFiles().length - 1 };
  }

  async function startWorker(aheadMilliseconds: number): Promise<ChildProcess> {
    const program = fileURLToPath(new URL('./support/run-jobs.mjs', import.meta.url));
    const child = fork(program, [JSON.stringify({ ...ground.process, aheadMilliseconds })]);
    children.push(child);
    await once(child, 'message');
    return child;
  }
});

/** Looks again and again; the test's own timeout ends a wait in vain. */
async function until(isReached: () => Promise<boolean>): Promise<void> {
  while (!(await isReached())) await new Promise((resolve) => setTimeout(resolve, 2));
}
