import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { removeOrphans } from '../../src/documents/index.js';
import { findImage } from '../../src/reports/images/image-store.js';
import type { Submission } from '../../src/reports/submissions/submission.js';
import { jpegHeader } from '../documents/content/support/made-files.js';
import { zipOf } from '../reports/support/make-workbook.js';
import { openReportGround, type ReportGround, sample } from '../reports/support/report-ground.js';
import { describeOnEachDatabase } from '../support/databases.js';

const rows = 80;

/** How far a run has come when it is killed, told by what database and file store show. */
const moments: readonly (readonly [string, (seen: Seen) => boolean])[] = [
  ['when the first images are written', ({ files }) => files > 20],
  ['when they are staged with their rows', ({ staged }) => staged === rows],
];

interface Seen {
  /** Images in the store, entered or not. */
  readonly files: number;
  readonly staged: number;
}

describeOnEachDatabase('a gateway killed while it stages images', (open) => {
  let ground: ReportGround;
  let children: ChildProcess[];
  let good: Buffer;
  let bad: Buffer;

  beforeAll(async () => {
    const picture = jpegHeader({ width: 640, height: 640 });
    const names = Array.from({ length: rows }, (_, index) => `${String(index + 1).padStart(6, '0')}.jpg`);
    const images = Object.fromEntries(names.map((name) => [name, picture]));
    const table = sample({ kind: 'special', hazard: '23', rows, today: dayOf(new Date()) });
    good = await zipOf({ 'dust.csv': table, ...images }, { compress: false });
    const { [`${names.at(-1)}`]: _, ...fewer } = images;
    bad = await zipOf({ 'dust.csv': table, ...fewer }, { compress: false });
  });

  beforeEach(async () => {
    ground = await openReportGround(await open());
    ground.now = new Date();
    children = [];
  });

  afterEach(() => {
    ground.close();
    for (const child of children) child.kill('SIGKILL');
  });

  it.each(moments)('%s: the next one ends with every row and its image once', async (_name, isReached) => {
    const sent = await send(good);
    await killWhen(async () => isReached(await look(sent)));
    await startWorker(120_000);
    await until(async () => (await ground.read(sent.number)).endedAt !== null);
    expect(await ground.read(sent.number)).toMatchObject({ state: 'accepted', counts: { rows, good: rows } });
    expect(await look(sent)).toMatchObject({ staged: rows });
    await sweep();
    // And the file itself.
    expect(ground.storedFiles()).toHaveLength(rows + 1);
    expect(await ground.db('documents').where({ purpose: 'exam-image' }).count({ n: '*' })).toEqual([
      { n: rows },
    ]);
    const link = await findImage(ground, { submissionId: sent.id, row: rows + 1 });
    expect(link).toMatchObject({ width: 640, height: 640 });
  });

  it('of a file that is refused: the next one leaves none', async () => {
    const sent = await send(bad);
    await killWhen(async () => (await look(sent)).files > 20);
    await startWorker(120_000);
    await until(async () => (await ground.read(sent.number)).endedAt !== null);
    await until(async () => (await ground.db('jobs').whereNot({ state: 'done' })).length === 0);
    const { state, counts, file } = await ground.read(sent.number);
    expect({ state, counts }).toMatchObject({ state: 'refused', counts: { rows, rowsWithErrors: 1 } });
    expect(await look(sent)).toMatchObject({ staged: 0 });
    await sweep();
    expect(ground.storedFiles()).toEqual([file.findingsDocumentId]);
  });

  function send(bytes: Buffer): Promise<Submission> {
    return ground.send(bytes, { kind: 'special', name: 'dust.zip' });
  }

  async function killWhen(isReached: () => Promise<boolean>): Promise<void> {
    const child = await startWorker(0);
    await until(isReached);
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  async function startWorker(aheadMilliseconds: number): Promise<ChildProcess> {
    const settings = { ...ground.process, aheadMilliseconds };
    const child = fork(fileURLToPath(new URL('./support/run-jobs.mjs', import.meta.url)), [
      JSON.stringify(settings),
    ]);
    children.push(child);
    await once(child, 'message');
    return child;
  }

  async function look({ id }: Submission): Promise<Seen> {
    const [counted] = await ground.db('exam_images').where({ submission_id: id }).count({ n: '*' });
    return { files: ground.storedFiles().length, staged: Number(counted?.n) };
  }

  /** What the gateway does every day with what a dead process has written and not entered. */
  async function sweep(): Promise<void> {
    await removeOrphans(ground.db, ground.documents, { before: new Date(Date.now() + 60_000) });
  }
});

/** Looks again and again; the test's own timeout ends a wait in vain. */
async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 5));
}

function dayOf(moment: Date): string {
  return new Date(moment.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
}
