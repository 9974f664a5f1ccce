import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { findAccount } from '../../src/accounts/index.js';
import type { ApplicationWithForm } from '../../src/applications/index.js';
import {
  change,
  emptyGround,
  type Ground,
  keyMaterial,
  mailsIn,
  openGround,
  type Person,
} from '../applications/support/ground.js';
import { describeOnEachDatabase, type TestDatabase } from '../support/databases.js';

// Each gateway is a process that has to load the program first.
vi.setConfig({ testTimeout: 60_000 });

describeOnEachDatabase('an approval', (open) => {
  let database: TestDatabase;
  let ground: Ground;
  let children: ChildProcess[] = [];
  beforeAll(async () => {
    database = await open();
    ground = await openGround(database.db);
  });
  beforeEach(() => emptyGround(ground));
  afterEach(() => {
    for (const child of children) child.kill('SIGKILL');
    children = [];
  });

  it.each([2, 10, 20])(
    'killed at statement %i: nothing of it is there, and the next try does all of it',
    async (dieAt) => {
      const taken = await underReview('reporter01', 'manager01');
      const before = await snapshot();
      const first = await startGateway(taken, 'reviewer01', dieAt);
      first.send('go');
      await once(first, 'exit');
      expect(await snapshot()).toEqual(before);
      expect(await ground.read(taken.reference)).toEqual(taken);

      const next = await startGateway(taken, 'reviewer01');
      const { ended, statements } = await run(next);
      expect(ended).toBe('won');
      expect(statements).toBeGreaterThan(20);
      expect((await ground.read(taken.reference)).state).toBe('approved');
      expect(await findAccount(ground.db, ground.ids.reporter01)).toMatchObject({
        email: 'new@hospital.example',
        state: 'active',
      });
      expect((await mailsIn(ground.db)).filter((mail) => mail.startsWith('account-changed'))).toHaveLength(4);
    },
  );

  it('two gateways that decide it at once: one wins', async () => {
    const taken = await underReview('reporter01', 'manager01');
    const gateways = [await startGateway(taken, 'reviewer01'), await startGateway(taken, 'reviewer01')];
    const ends = await Promise.all(gateways.map(run));
    expect(ends.map(({ ended }) => ended).sort()).toEqual(['ERR_APPLICATION_CHANGED', 'won']);
    expect((await mailsIn(ground.db)).filter((mail) => mail.startsWith('account-changed'))).toHaveLength(4);
  });

  it('of two gateways, which together would take away the last manager: one wins', async () => {
    const first = await disable('manager01', 'reviewer01');
    const second = await disable('manager02', 'reviewer02');
    const gateways = [await startGateway(first, 'reviewer01'), await startGateway(second, 'reviewer02')];
    const ends = await Promise.all(gateways.map(run));
    expect(ends.map(({ ended }) => ended).sort()).toEqual(['ERR_ACCOUNT_LAST_MANAGER', 'won']);
  });

  async function underReview(userName: Person, filer: Person): Promise<ApplicationWithForm> {
    const typed = { ticked: ['email', 'ranges'], email: 'new@hospital.example', ranges: ['203.69.30.1'] };
    return ground.underReview(await change(ground, userName, typed), filer);
  }

  async function disable(userName: Person, reviewer: Person): Promise<ApplicationWithForm> {
    return ground.underReview(await change(ground, userName, { ticked: ['disable'] }), userName, reviewer);
  }

  async function snapshot() {
    const tables = ['accounts', 'account_ip_ranges', 'mails', 'audit_head', 'application_events'];
    return Promise.all(tables.map((table) => ground.db(table).orderBy('id')));
  }

  async function startGateway(
    { reference, version }: ApplicationWithForm,
    reviewer: Person,
    dieAt = 0,
  ): Promise<ChildProcess> {
    const { actor } = ground.by(reviewer);
    const told = {
      database: database.settings,
      keyMaterial: keyMaterial.map((key) => ({ ...key, bytes: key.bytes.toString('base64') })),
      order: { reference, version },
      actor,
      at: ground.now,
      dieAt,
    };
    const child = fork(fileURLToPath(new URL('./support/decide-application.mjs', import.meta.url)), [
      JSON.stringify(told),
    ]);
    children.push(child);
    await once(child, 'message');
    return child;
  }
});

async function run(child: ChildProcess): Promise<{ ended: string; statements: number }> {
  const said = once(child, 'message');
  child.send('go');
  const [end] = await said;
  return end;
}
