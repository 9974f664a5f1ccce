import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { taipeiDate } from '../../src/clock.js';
import { connect, type Database } from '../../src/database/index.js';
import { type PreparedInstallation, prepareInstallation } from '../support/installation.js';
import { createMariadbDatabase, dropMariadbDatabase } from '../support/mariadb-server.js';
import { drawFrom } from './support/draw.js';
import { expectNothingLost } from './support/expect-nothing-lost.js';
import { type HttpReporter, httpReporter } from './support/http-reporter.js';
import { learnStates, openInstallationGround, untilIdle } from './support/installation-ground.js';
import { hasEnded, loadGateway } from './support/loaded-gateway.js';
import { endings, isEnded, makeFamily, type Task } from './support/reporter.js';

// Every life loads the whole program, which costs a second or two of a core.
vi.setConfig({ testTimeout: 600_000 });

/** How often the gateway is killed. */
const kills = { sqlite: 20, mariadb: 14 } as const;

/**
 * It dies a few milliseconds after so many statements, at the most: counted so, lives end all over the way of a file, on
 * fast machines as on slow ones. Every eighth life ends while the gateway starts.
 */
const longestLife = { statements: 250, milliseconds: 50, starting: 400 };

/** Longer than a lease: what a dead gateway held is free for the next one. */
const aheadPerLife = 65_000;

/** How many files are under way side by side. */
const openTasks = 9;

const seed = Number(process.env.JIANBAO_KILL_SEED ?? Math.floor(Math.random() * 2 ** 31));

describe.each(['sqlite', 'mariadb'] as const)('the whole gateway killed at random (%s)', (dialect) => {
  let installation: PreparedInstallation;
  let db: Database;
  let reporter: HttpReporter;
  let folder: string;
  let children: ChildProcess[];
  const closers: (() => unknown)[] = [];

  beforeEach(async () => {
    installation = await prepareInstallation({}, dialect === 'sqlite' ? {} : await mariadbSetting());
    closers.push(installation.remove);
    db = connect(installation.config.database);
    closers.push(() => db.destroy());
    reporter = httpReporter(installation.origin, () => installation.logIn('reporter01'));
    folder = mkdtempSync(join(tmpdir(), 'jianbao-whole-'));
    closers.push(() => rmSync(folder, { recursive: true, force: true }));
    children = [];
  }, 60_000);

  afterEach(async () => {
    for (const child of children) child.kill('SIGKILL');
    for (const close of closers.splice(0).reverse()) await close();
  });

  it(`${kills[dialect]} times, with files on their way: each is accepted once, refused once or cancelled`, async () => {
    console.log(`JIANBAO_KILL_SEED=${seed}`);
    const draw = drawFrom(seed);
    const today = taipeiDate(new Date());
    const tasks: Task[] = [];
    const moments = new Map<string, number>();
    let families = 0;
    const loading = [load(), load()];
    const next = () => {
      loading.push(load());
      return loading.shift() ?? load();
    };

    for (let life = 1; life <= kills[dialect]; life += 1) {
      while (tasks.filter((task) => !isEnded(task)).length < openTasks) {
        tasks.push(...makeFamily(folder, today, families++));
      }
      const statement = life % 8 === 0 ? 0 : 1 + Math.floor(draw() * longestLife.statements);
      const milliseconds = draw() * (statement === 0 ? longestLife.starting : longestLife.milliseconds);
      await live(await next(), life, tasks, { statement, milliseconds });
      for (const moment of await lookAround()) moments.set(moment, (moments.get(moment) ?? 0) + 1);
    }

    await live(await next(), kills[dialect] + 1, tasks);
    const [cut, ended] = [reporter.cut, moments].map((counts) => Object.fromEntries([...counts].sort()));
    console.log(dialect, tasks.length, 'files; cut', JSON.stringify(cut), JSON.stringify(ended));
    console.log('refused', ...reporter.refusals);
    const ground = await openInstallationGround(installation, db);
    closers.push(ground.close);
    await expectNothingLost(ground, tasks);
    for (const { kind, state } of tasks) expect(endings[kind]).toContain(state);
    for (const way of ['body', 'form', 'page', 'parts']) expect(reporter.cut.get(way)).toBeGreaterThan(0);
    expect(reporter.refusals).not.toContain('ERR_INTERNAL');
  });

  async function mariadbSetting(): Promise<Readonly<Record<string, string>>> {
    const port = inject('mariadbPort');
    const name = `jianbao_${randomBytes(6).toString('hex')}`;
    await createMariadbDatabase(port, name);
    closers.push(() => dropMariadbDatabase(port, name));
    return { JIANBAO_DATABASE: `mariadb://root@127.0.0.1:${port}/${name}` };
  }

  async function load(): Promise<ChildProcess> {
    const child = await loadGateway(installation);
    children.push(child);
    return child;
  }

  /** Lets a gateway work, with a reporter at it, until it dies, or until all is done. */
  async function live(child: ChildProcess, life: number, tasks: readonly Task[], dieAt?: Moment) {
    const exited = once(child, 'exit');
    child.send({ ahead: life * aheadPerLife, dieAt });
    const acting = new Map<Task, Promise<void>>();
    while (!hasEnded(child) && (dieAt !== undefined || !tasks.every(isEnded))) {
      await learnStates(db, tasks);
      for (const task of tasks) {
        if (isEnded(task) || acting.has(task)) continue;
        acting.set(
          task,
          reporter.act(task).finally(() => acting.delete(task)),
        );
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    if (dieAt === undefined) {
      await untilIdle(db);
      child.kill('SIGKILL');
    }
    await exited;
    await Promise.all(acting.values());
    // What ends otherwise than by being killed has failed.
    expect(child.signalCode).toBe('SIGKILL');
  }

  /** Where a life ended: what was under way, as the database shows it. */
  async function lookAround(): Promise<readonly string[]> {
    const running = await db('jobs').where({ state: 'running' }).pluck<string[]>('kind');
    const halves = await db('resumable_uploads').where({ submission_number: null }).first('id');
    return [
      ...(running.length === 0 ? ['no job running'] : running.map((kind) => `${kind} running`)),
      ...(halves === undefined ? [] : ['uploads unfinished']),
    ];
  }
});

interface Moment {
  readonly statement: number;
  readonly milliseconds: number;
}
