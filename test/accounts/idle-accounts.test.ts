import { beforeAll, beforeEach, expect, it } from 'vitest';
import { run } from '../../src/accounts/commands/idle.js';
import { addDays, startOfDay } from '../../src/accounts/idle/days.js';
import { byOperator, changeAccount, tendIdleAccounts } from '../../src/accounts/index.js';
import { connect, inTransaction } from '../../src/database/index.js';
import { describeOnEachDatabase, type TestDatabase } from '../support/databases.js';
import { openWorld, type World } from './support/world.js';

const noCards = {
  cards: { pki: { version: 1, madeAt: '', authorities: [], cards: [] }, directory: '' },
  cardLogin: { validate: () => Promise.reject(new TypeError('No card is used here.')) },
} as const;
const agencyAddress = 'desk@agency.example';
const used = '2026-01-31';

describeOnEachDatabase('idle accounts', (open, dialect) => {
  let test: TestDatabase;
  let world: World;
  let ids: Readonly<Record<string, number>>;
  beforeAll(async () => {
    test = await open();
    world = await openWorld(test.db, noCards);
  });
  beforeEach(async () => {
    await world.db('account_idle_steps').delete();
    await world.db('mails').delete();
    await world.empty();
    world.clock.now = startOfDay(used);
    ids = {
      manager01: (await world.add({ userName: 'manager01', role: 'manager', email: 'm1@h.example' }))
        .accountId,
      reporter01: (await world.add({ userName: 'reporter01', email: 'r1@h.example' })).accountId,
    };
    await world.db('mails').delete();
    await lastLogin('manager01', '2026-04-20');
  });

  const idOf = (userName: string) => ids[userName] ?? 0;
  const lastLogin = (userName: string, day: string) =>
    world
      .db('accounts')
      .where({ user_name: userName })
      .update({ last_login_at: startOfDay(day).toISOString() });
  const tend = async (day: string, db = world.db) =>
    (await tendIdleAccounts({ db, agencyAddress }, startOfDay(day))).map(
      ({ account, step }) => `${step} ${account.userName}`,
    );
  const stateOf = async (userName: string) =>
    (await world.db('accounts').where({ user_name: userName }).first('state')).state;
  const mails = async () => {
    const rows: { event: string; recipient: string }[] = await world.db('mails').orderBy('id');
    return rows.map(({ event, recipient }) => `${event} ${recipient}`);
  };
  const bringBack = (userName: string, day: string) =>
    inTransaction(world.db, (trx) =>
      changeAccount(trx, idOf(userName), { state: 'active' }, { ...byOperator, at: startOfDay(day) }),
    );

  it('that were never used count from their activation: told twice, then suspended, their sessions ended', async () => {
    expect(await tend('2026-03-31')).toEqual([]);
    expect(await tend('2026-04-01')).toEqual(['first-warning reporter01']);
    expect(await mails()).toEqual(['account-idle r1@h.example', 'account-idle m1@h.example']);
    expect(JSON.parse((await world.db('mails').orderBy('id').first('params')).params)).toEqual({
      userName: 'reporter01',
      usedOn: used,
      days: 60,
      reader: 'holder',
      path: '/login',
      suspendOn: '2026-04-30',
    });
    expect(await tend('2026-04-21')).toEqual(['second-warning reporter01']);
    expect(await tend('2026-04-29')).toEqual([]);
    const { generation } = await world
      .db('accounts')
      .where({ id: idOf('reporter01') })
      .first('generation');
    expect(await tend('2026-04-30')).toEqual(['suspend reporter01']);
    expect((await mails()).slice(4)).toEqual([
      'account-suspended r1@h.example',
      'account-suspended m1@h.example',
    ]);
    expect(
      await world
        .db('accounts')
        .where({ id: idOf('reporter01') })
        .first('state', 'generation'),
    ).toEqual({
      state: 'suspended',
      generation: generation + 1,
    });
  });

  it('are told once however often the work is done, on several gateways too', async () => {
    // A second pool in one process only waits for itself with SQLite.
    const other = dialect === 'mariadb' ? connect(test.settings) : world.db;
    try {
      const steps = await Promise.all([tend('2026-04-21'), tend('2026-04-21', other), tend('2026-04-21')]);
      expect(steps.flat()).toEqual(['second-warning reporter01']);
      expect(await tend('2026-04-22')).toEqual([]);
      expect(await mails()).toHaveLength(2);
      const suspended = await Promise.all([tend('2026-04-30'), tend('2026-04-30', other)]);
      expect(suspended.flat()).toEqual(['suspend reporter01']);
    } finally {
      if (other !== world.db) await other.destroy();
    }
  });

  it('are warned before anything else when the work was missed', async () => {
    expect(await tend('2026-06-01')).toEqual(['second-warning reporter01']);
    expect(await tend('2026-06-07')).toEqual([]);
    expect(await stateOf('reporter01')).toBe('active');
    expect(await tend('2026-06-08')).toEqual(['suspend reporter01']);
  });

  it('begin anew with a login', async () => {
    await tend('2026-04-21');
    await lastLogin('reporter01', '2026-04-25');
    expect(await tend('2026-05-30')).toEqual([]);
    await lastLogin('manager01', '2026-06-23');
    expect(await tend('2026-06-24')).toEqual(['first-warning reporter01']);
  });

  it('brought back today are not suspended today, but counted from today', async () => {
    await tend('2026-04-21');
    await tend('2026-04-30');
    await bringBack('reporter01', '2026-06-10');
    await lastLogin('manager01', '2026-06-10');
    expect(await tend('2026-06-10')).toEqual([]);
    expect(await tend('2026-08-08')).toEqual([]);
    await lastLogin('manager01', '2026-08-08');
    expect(await tend('2026-08-09')).toEqual(['first-warning reporter01']);
  });

  it('of the last active manager stay active: the agency is told once', async () => {
    await lastLogin('manager01', used);
    await lastLogin('reporter01', '2026-04-29');
    expect(await tend('2026-04-21')).toEqual(['second-warning manager01']);
    expect(JSON.parse((await world.db('mails').first('params')).params)).toMatchObject({ suspendOn: '' });
    expect(await tend('2026-04-30')).toEqual(['report manager01']);
    expect(await tend('2026-05-01')).toEqual([]);
    expect(await stateOf('manager01')).toBe('active');
    expect((await mails()).at(-1)).toBe(`last-manager-idle ${agencyAddress}`);
  });

  it('of two managers leave the one who was there later', async () => {
    await world.add({ userName: 'manager02', role: 'manager', email: 'm2@h.example' });
    await lastLogin('manager02', used);
    await lastLogin('manager01', addDays(used, 1));
    await lastLogin('reporter01', '2026-05-09');
    await tend('2026-04-22');
    expect(await tend('2026-05-10')).toEqual(['suspend manager02', 'report manager01']);
  });

  it('are not touched when the agency’s staff do not log in', async () => {
    await world.add({ userName: 'reviewer01', role: 'reviewer', institutionCode: null });
    await lastLogin('manager01', '2027-01-01');
    await lastLogin('reporter01', '2027-01-01');
    expect(await tend('2027-01-02')).toEqual([]);
  });

  const command = async (day: string, ...args: string[]) => {
    const written = { out: '', err: '' };
    const db = connect(test.settings);
    const code = await run(
      args,
      {
        stdout: { write: (text) => (written.out += text) },
        stderr: { write: (text) => (written.err += text) },
      },
      { openDatabase: async () => db, clock: () => startOfDay(day), agencyAddress },
    );
    return { code, ...written };
  };

  it('are shown by the command as they stand on another day, and nothing is done', async () => {
    await lastLogin('manager01', addDays(used, 2));
    const shown = await command('2026-03-01', '--as-of', '2026-05-02', '--dry-run', '--json');
    expect({ ...shown, out: JSON.parse(shown.out) }).toEqual({
      code: 0,
      err: '',
      out: {
        asOf: '2026-05-02',
        dryRun: true,
        accounts: [
          {
            userName: 'reporter01',
            role: 'reporter',
            institutionCode: '1268650500',
            usedOn: used,
            everUsed: false,
            step: 'suspend',
            days: 91,
            firstWarningOn: '2026-04-01',
            secondWarningOn: '2026-04-21',
            suspendOn: '2026-04-30',
          },
          {
            userName: 'manager01',
            role: 'manager',
            institutionCode: '1268650500',
            usedOn: '2026-02-02',
            everUsed: true,
            step: 'report',
            days: 89,
            firstWarningOn: '2026-04-03',
            secondWarningOn: '2026-04-23',
            suspendOn: '2026-05-02',
          },
        ],
      },
    });
    expect(await mails()).toEqual([]);
    expect(await stateOf('reporter01')).toBe('active');
  });

  it('are tended by the command for today only', async () => {
    expect(await command('2026-04-01', '--as-of', '2026-05-02')).toMatchObject({ code: 2, out: '' });
    expect(await command('2026-04-01', '--as-of', 'soon', '--dry-run')).toMatchObject({ code: 2, out: '' });
    expect(await command('2026-04-01')).toEqual({
      code: 0,
      err: '',
      out: 'Steps taken on 2026-04-01: 1\nfirst-warning  reporter01 (reporter, 1268650500), never used, active since 2026-01-31\n',
    });
  });
});
