import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { taipeiDate } from '../../src/clock.js';
import { openReportGround, type ReportGround } from '../reports/support/report-ground.js';
import { describeOnEachDatabase } from '../support/databases.js';
import { drawFrom } from './support/draw.js';
import { expectNothingLost } from './support/expect-nothing-lost.js';
import { endings, isEnded, makeFamily, nextOrder, type Task } from './support/reporter.js';

// Two hundred lives of a gateway, each of which has to load the program: a second or two of a core each, and up to ten on a
// machine with much other work.
vi.setConfig({ testTimeout: 1_500_000 });

/** How often a gateway is killed. */
const kills = { sqlite: 130, mariadb: 70 } as const;

/**
 * A gateway dies a few milliseconds after it has sent so many statements to the database, at the most; a file takes some
 * forty. Counted so, lives end all over the way of a file, on fast machines as on slow ones.
 */
const longestLife = { statements: 90, milliseconds: 30 };

/** How many files are under way side by side. */
const openTasks = 6;

const seed = Number(process.env.JIANBAO_KILL_SEED ?? Math.floor(Math.random() * 2 ** 31));

describeOnEachDatabase('gateways killed at random while they take files in', (open, dialect) => {
  let ground: ReportGround;
  let folder: string;
  let children: ChildProcess[];
  let said: string[];

  beforeEach(async () => {
    ground = await openReportGround(await open());
    ground.now = new Date();
    folder = mkdtempSync(join(tmpdir(), 'jianbao-kills-'));
    children = [];
    said = [];
  });

  afterEach(() => {
    for (const child of children) child.kill('SIGKILL');
    ground.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it(`${kills[dialect]} times: every file is accepted once, refused once or cancelled`, async () => {
    console.log(`JIANBAO_KILL_SEED=${seed}`);
    const draw = drawFrom(seed);
    const today = taipeiDate(ground.now);
    const tasks: Task[] = [];
    const moments = new Map<string, number>();
    let families = 0;
    tasks.push(...makeFamily(folder, today, families++));
    // The first one ends in peace. It leaves something behind that those after it warm their threads with.
    await live(await startGateway(), 0, tasks);
    // Others load while one works: a restart costs less time so.
    const loading = [startGateway(), startGateway()];

    for (let life = 1; life <= kills[dialect]; life += 1) {
      while (tasks.filter((task) => !isEnded(task)).length < openTasks) {
        tasks.push(...makeFamily(folder, today, families++));
      }
      const gateway = await next(loading);
      const before = await lookBack();
      const statement = 1 + Math.floor(draw() * longestLife.statements);
      await live(gateway, life, tasks, { statement, milliseconds: draw() * longestLife.milliseconds });
      for (const moment of await lookAt(before)) moments.set(moment, (moments.get(moment) ?? 0) + 1);
    }

    await live(await next(loading), kills[dialect] + 1, tasks);
    console.log(
      dialect,
      tasks.length,
      'files;',
      JSON.stringify(Object.fromEntries([...moments].sort())),
      ...new Set(said),
    );
    await expectNothingLost(ground, tasks);
    for (const { kind, state } of tasks) expect(endings[kind]).toContain(state);
  });

  function next(loading: Promise<ChildProcess>[]): Promise<ChildProcess> {
    loading.push(startGateway());
    return loading.shift() ?? startGateway();
  }

  async function startGateway(): Promise<ChildProcess> {
    const script = fileURLToPath(new URL('./support/run-intake.mjs', import.meta.url));
    const child = fork(script, [JSON.stringify(ground.process)]);
    children.push(child);
    await once(child, 'message');
    return child;
  }

  /** Lets a gateway work, with a reporter at it, until it dies, or until all is done. */
  async function live(child: ChildProcess, life: number, tasks: readonly Task[], dieAt?: Moment) {
    const exited = once(child, 'exit');
    const asked = new Set<Task>();
    child.on('message', (answer: Answer) => {
      const task = tasks.find(({ key }) => key === answer.id);
      if (answer.failure !== undefined) said.push(answer.failure);
      if (task === undefined) return;
      asked.delete(task);
      hear(task, answer);
    });
    child.send({ ahead: life * 120_000, dieAt });
    while (!hasEnded(child) && (dieAt !== undefined || !tasks.every(isEnded))) {
      await learnStates(tasks);
      for (const task of tasks) {
        const order = asked.has(task) ? undefined : nextOrder(task, ground);
        if (order === undefined || !child.connected) continue;
        asked.add(task);
        child.send({ id: task.key, ...order }, () => undefined);
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    if (dieAt === undefined) {
      await untilIdle();
      child.kill('SIGKILL');
    }
    await exited;
    // What ends otherwise than by being killed has failed.
    expect({ signal: child.signalCode, said }).toMatchObject({ signal: 'SIGKILL' });
  }

  function hear(task: Task, { number, refusal }: Answer): void {
    if (number !== undefined) task.number = number;
    if (refusal === undefined) return;
    task.isTooLate = true;
    if (refusal !== 'ERR_SUBMISSION_NOT_CANCELLABLE') said.push(`${task.key}: ${refusal}`);
  }

  async function learnStates(tasks: readonly Task[]): Promise<void> {
    const rows = await ground.db('submissions').select('number', 'state');
    const states = new Map(rows.map(({ number, state }) => [number, state]));
    for (const task of tasks) {
      const state = states.get(task.number);
      if (state !== undefined) task.state = state;
    }
  }

  async function untilIdle(): Promise<void> {
    const left = () =>
      ground.db('jobs').whereNot({ state: 'done' }).whereNot({ kind: 'submission.lapse' }).first('id');
    while ((await left()) !== undefined) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  async function lookBack() {
    const [{ seq } = { seq: 0 }] = await ground.db('audit_entries').max({ seq: 'seq' });
    return { seq: Number(seq ?? 0) };
  }

  /** Where a life ended: what was under way, as the database shows it. */
  async function lookAt({ seq }: { readonly seq: number }): Promise<readonly string[]> {
    const running = await ground.db('jobs').where({ state: 'running' }).select('kind', 'subject');
    const [staged] = await ground
      .db('exam_records')
      .whereIn('submission_id', ground.db('submissions').where({ state: 'processing' }).select('id'))
      .count({ n: '*' });
    const { seq: now } = await lookBack();
    return [
      ...(running.length === 0 ? ['no job running'] : running.map(({ kind }) => `${kind} running`)),
      ...(Number(staged?.n) > 0 ? ['rows staged'] : []),
      ...(now > seq ? ['something committed'] : ['nothing committed']),
    ];
  }
});

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

interface Moment {
  readonly statement: number;
  readonly milliseconds: number;
}

interface Answer {
  readonly id?: string;
  readonly number?: string;
  readonly refusal?: string;
  readonly failure?: string;
}
