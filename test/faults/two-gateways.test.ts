import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { taipeiDate } from '../../src/clock.js';
import { openReportGround, type ReportGround } from '../reports/support/report-ground.js';
import { describeOnEachDatabase } from '../support/databases.js';
import { expectNothingLost } from './support/expect-nothing-lost.js';
import { type GatewayProcess, startGatewayProcess } from './support/gateway-process.js';
import { makeFamily, nextOrder, type Task } from './support/reporter.js';

// Each gateway is a process that has to load the program first.
vi.setConfig({ testTimeout: 60_000 });

describeOnEachDatabase('two gateways on one database', (open) => {
  let ground: ReportGround;
  let folder: string;
  let gateways: readonly GatewayProcess[];

  beforeEach(async () => {
    ground = await openReportGround(await open());
    ground.now = new Date();
    folder = mkdtempSync(join(tmpdir(), 'jianbao-two-'));
    gateways = await Promise.all([startGatewayProcess(ground), startGatewayProcess(ground)]);
  });

  afterEach(async () => {
    for (const gateway of gateways) await gateway.kill();
    ground.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('that are sent the same files at once make one submission of each, and take it in once', async () => {
    const today = taipeiDate(ground.now);
    const tasks = [0, 1, 2, 3].flatMap((family) =>
      makeFamily(folder, today, family).filter(({ kind }) => kind === 'good' || kind === 'bad'),
    );
    for (const task of tasks) {
      const answers = await Promise.all(
        gateways.map((gateway) => gateway.ask(nextOrder(task, ground) ?? {})),
      );
      const numbers = new Set(answers.map(({ number }) => number));
      expect(numbers.size).toBe(1);
      task.number = answers[0]?.number ?? '';
    }
    await untilIdle();
    await learnStates(tasks);
    expect(tasks.map(({ kind, state }) => `${kind} ${state}`)).toEqual(
      [0, 1, 2, 3].flatMap(() => ['good accepted', 'bad refused']),
    );
    await expectNothingLost(ground, tasks);
    expect(gateways.flatMap(({ failures }) => failures)).toEqual([]);
  });

  it('of which one dies: the other takes its jobs over once their leases have ended', async () => {
    const tasks = makeFamily(folder, taipeiDate(ground.now), 0).filter(({ kind }) => kind === 'good');
    const [first, second] = gateways;
    for (const task of tasks) task.number = (await first?.ask(nextOrder(task, ground) ?? {}))?.number ?? '';
    await first?.kill();
    // If the first was faster than its end, there is nothing to take over.
    await second?.ask({ order: 'wait', milliseconds: 120_000 });
    await untilIdle();
    await learnStates(tasks);
    expect(tasks.map(({ state }) => state)).toEqual(['accepted']);
    await expectNothingLost(ground, tasks);
  });

  async function untilIdle(): Promise<void> {
    const left = () => ground.db('jobs').whereNot({ state: 'done' }).first('id');
    while ((await left()) !== undefined) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  async function learnStates(tasks: readonly Task[]): Promise<void> {
    for (const task of tasks) task.state = (await ground.read(task.number ?? '')).state;
  }
});
