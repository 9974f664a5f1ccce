import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { migrate } from '../../migrations/index.js';
import { taipeiDate } from '../../src/clock.js';
import { connect, type DatabaseSettings } from '../../src/database/index.js';
import { openReportGround } from '../reports/support/report-ground.js';
import { createMariadbDatabase, startMariadb } from '../support/mariadb-server.js';
import { expectNothingLost } from './support/expect-nothing-lost.js';
import { startGatewayProcess } from './support/gateway-process.js';
import { endings, isEnded, makeFamily, nextOrder, type Task } from './support/reporter.js';

vi.setConfig({ testTimeout: 120_000 });

/** How long the server stays away; a minute of the gateway’s clock passes with it. */
const awayMilliseconds = 2_000;

it('a database that crashes three times under load and stays away costs no file, and no gateway', async () => {
  const server = await startMariadb({ durable: true, localInfile: true });
  await createMariadbDatabase(server.port, 'jianbao');
  const settings: DatabaseSettings = {
    dialect: 'mariadb',
    host: '127.0.0.1',
    port: server.port,
    user: 'root',
    password: '',
    database: 'jianbao',
  };
  const db = connect(settings);
  await migrate(db);
  const ground = await openReportGround({ db, settings });
  ground.now = new Date();
  const folder = mkdtempSync(join(tmpdir(), 'jianbao-restart-'));
  const tasks: Task[] = [];
  const gateway = await startGatewayProcess(ground);

  for (let crash = 1; crash <= 3; crash += 1) {
    tasks.push(...makeFamily(folder, taipeiDate(ground.now), crash));
    await work(() => tasks.filter(isEnded).length > (crash - 1) * 9 + crash);
    await server.crash();
    const attempts = tasks.filter((task) => task.number === undefined).map((task) => send(task));
    await new Promise((resolve) => setTimeout(resolve, awayMilliseconds));
    await server.restart();
    await Promise.all(attempts);
    await gateway.ask({ order: 'wait', milliseconds: 90_000 });
  }
  await work(() => tasks.every(isEnded));
  while ((await leftJobs()) !== undefined) await new Promise((resolve) => setTimeout(resolve, 20));

  for (const { kind, state } of tasks) expect(endings[kind]).toContain(state);
  expect(gateway.failures.length).toBeGreaterThan(0);
  await expectNothingLost(ground, tasks);
  await gateway.kill();
  ground.close();
  await db.destroy();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });

  /** Lets the reporter work until something holds. */
  async function work(holds: () => boolean): Promise<void> {
    while (!holds()) {
      await learnStates();
      for (const task of tasks) await send(task);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  async function send(task: Task): Promise<void> {
    const order = nextOrder(task, ground);
    if (order === undefined) return;
    const { number, refusal } = await gateway.ask(order);
    if (number !== undefined) task.number = number;
    if (refusal === 'ERR_SUBMISSION_NOT_CANCELLABLE') task.isTooLate = true;
  }

  async function learnStates(): Promise<void> {
    const rows = await db('submissions').select('number', 'state');
    const states = new Map(rows.map(({ number, state }) => [number, state]));
    for (const task of tasks) task.state = states.get(task.number) ?? task.state ?? '';
  }

  function leftJobs() {
    return db('jobs').whereNot({ state: 'done' }).whereNot({ kind: 'submission.lapse' }).first('id');
  }
});
