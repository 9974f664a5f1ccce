import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it, type TestContext, vi } from 'vitest';
import { taipeiDate } from '../../src/clock.js';
import { connect, type Database } from '../../src/database/index.js';
import { type PreparedInstallation, prepareInstallation } from '../support/installation.js';
import { createMariadbDatabase, type MariadbServer, startMariadb } from '../support/mariadb-server.js';
import { type CuttableLine, openLine } from './support/cuttable-line.js';
import { expectNothingLost } from './support/expect-nothing-lost.js';
import { type HttpReporter, httpReporter } from './support/http-reporter.js';
import { learnStates, openInstallationGround, untilIdle } from './support/installation-ground.js';
import { hasEnded, loadGateway, startLoaded } from './support/loaded-gateway.js';
import { endings, isEnded, makeFamily, type Task } from './support/reporter.js';

// A minute in which nothing can be done but ask; both tests pass it side by side.
vi.setConfig({ testTimeout: 300_000 });

/** A real minute: what waits for the database, waits by the machine’s clock. */
const awayMilliseconds = 65_000;

/** An answer of the gateway while its database is away, or after it. */
interface Answer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly text: string;
  readonly milliseconds: number;
}

describe.concurrent('a database that is away for a minute', () => {
  it('because its server died: is told at once in both languages, and costs no file', async (context) => {
    const { server, gateway, tasks, work, ask, refusals, addFamily, expectAllDone } =
      await startUnderLoad(context);
    await work(() => tasks.filter(isEnded).length >= 2);
    await server.crash();
    addFamily(1);
    const back = Date.now() + awayMilliseconds;
    const answers: Answer[] = [];
    const trying = work(() => Date.now() >= back, 500);
    while (Date.now() < back) {
      answers.push(...(await askAll(ask)));
      await wait(1_000);
    }
    await trying;
    expect(refusals).toContain('ERR_UNAVAILABLE');
    expect(new Set(answers.map(({ status, retryAfter }) => `${status} ${retryAfter}`))).toEqual(
      new Set(['503 60']),
    );
    expect(Math.max(...answers.map(({ milliseconds }) => milliseconds))).toBeLessThan(5_000);
    expect(answers[0]?.text).toContain('系統暫時無法服務。您的資料沒有被更動，請幾分鐘後再試。');
    expect(answers[1]?.text).toContain('The service is not available just now.');
    expect(JSON.parse(answers[2]?.text ?? '')).toMatchObject({ status: 503, code: 'ERR_UNAVAILABLE' });
    expect(hasEnded(gateway)).toBe(false);

    await server.restart();
    expect((await askAll(ask)).map(({ status }) => status)).toEqual([200, 200, 200]);
    await work(() => tasks.every(isEnded));
    await expectAllDone();
  });

  it('because the line went dark: nobody waits longer than the minute, and no file is lost', async (context) => {
    const { line, gateway, tasks, work, ask, expectAllDone } = await startUnderLoad(context);
    await work(() => tasks.filter(isEnded).length >= 2);
    line.darken();
    const back = Date.now() + awayMilliseconds;
    const asked: Promise<readonly Answer[]>[] = [];
    while (Date.now() < back) {
      asked.push(askAll(ask));
      await wait(5_000);
    }
    line.lighten();
    const answers = (await Promise.all(asked)).flat();
    // What had been asked of the database goes on; what could not be asked is told to come back.
    const told = answers.map(({ status, retryAfter }) =>
      status === 200 ? 'done' : `${status} ${retryAfter}`,
    );
    expect(['done', '503 60']).toEqual(expect.arrayContaining([...new Set(told)]));
    expect(Math.max(...answers.map(({ milliseconds }) => milliseconds))).toBeLessThan(85_000);
    expect(hasEnded(gateway)).toBe(false);
    await work(() => tasks.every(isEnded));
    await expectAllDone();
  });

  /** A gateway of its own on a server of its own, over a line, with files on their way. */
  async function startUnderLoad({ onTestFinished }: TestContext) {
    const closers: (() => unknown)[] = [];
    onTestFinished(async () => {
      for (const close of closers.reverse()) await close();
    });
    const server: MariadbServer = await startMariadb({ durable: true, localInfile: true });
    closers.push(() => server.stop());
    await createMariadbDatabase(server.port, 'jianbao');
    const line: CuttableLine = await openLine(server.port);
    closers.push(() => line.close());
    const setting = `mariadb://root@127.0.0.1:${line.port}/jianbao`;
    const installation: PreparedInstallation = await prepareInstallation({}, { JIANBAO_DATABASE: setting });
    closers.push(installation.remove);
    const gateway: ChildProcess = await loadGateway(installation);
    closers.push(() => gateway.kill('SIGKILL'));
    await startLoaded(gateway);
    const { database } = installation.config;
    if (database.dialect !== 'mariadb') throw new TypeError('This test needs a server.');
    // The test looks on past the line.
    const db: Database = connect({ ...database, port: server.port });
    closers.push(() => db.destroy());
    const folder = mkdtempSync(join(tmpdir(), 'jianbao-away-'));
    closers.push(() => rmSync(folder, { recursive: true, force: true }));
    const token = await installation.logIn('reporter01');
    const reporter: HttpReporter = httpReporter(installation.origin, async () => token);
    const tasks: Task[] = [];
    const addFamily = (family: number) => tasks.push(...makeFamily(folder, taipeiDate(new Date()), family));
    addFamily(0);

    const ask = async (path: string, headers: Readonly<Record<string, string>>): Promise<Answer> => {
      const began = Date.now();
      const response = await fetch(installation.origin + path, { headers: { ...headers } });
      const text = await response.text();
      const retryAfter = response.headers.get('retry-after');
      return { status: response.status, retryAfter, text, milliseconds: Date.now() - began };
    };

    /** Lets the reporter work until something holds. */
    async function work(holds: () => boolean, pause = 20): Promise<void> {
      const acting = new Map<Task, Promise<void>>();
      for (; !holds(); await wait(pause)) {
        // Without the server nobody learns anything.
        await learnStates(db, tasks).catch(() => undefined);
        for (const task of tasks.filter((one) => !isEnded(one) && !acting.has(one))) {
          acting.set(
            task,
            reporter.act(task).finally(() => acting.delete(task)),
          );
        }
      }
    }

    async function expectAllDone(): Promise<void> {
      await untilIdle(db);
      const ground = await openInstallationGround(installation, db);
      closers.push(ground.close);
      await expectNothingLost(ground, tasks);
      for (const { kind, state } of tasks) expect(endings[kind]).toContain(state);
      expect(reporter.refusals).not.toContain('ERR_INTERNAL');
    }

    return {
      server,
      line,
      gateway,
      tasks,
      work,
      refusals: reporter.refusals,
      addFamily,
      expectAllDone,
      ask: (path: string, headers: Readonly<Record<string, string>> = {}) =>
        ask(path, { authorization: `Bearer ${token}`, ...headers }),
    };
  }
});

type Ask = (path: string, headers?: Readonly<Record<string, string>>) => Promise<Answer>;

/** Somebody at a page in Chinese, somebody at one in English, and a program. */
function askAll(ask: Ask): Promise<readonly Answer[]> {
  return Promise.all([
    ask('/submissions/new'),
    ask('/submissions/new', { cookie: 'lang=en' }),
    ask('/api/v1/session', { accept: 'application/json' }),
  ]);
}
