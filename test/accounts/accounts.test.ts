import { randomBytes } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { run } from '../../src/accounts/commands/staff-add.js';
import {
  argon2id,
  byOperator,
  changeAccount,
  completeProfile,
  findAccount,
  findAccountByName,
  replacePassword,
} from '../../src/accounts/index.js';
import { connect, inTransaction } from '../../src/database/index.js';
import { defaultWidths, formatRange, parseRange } from '../../src/ip-ranges/index.js';
import { describeOnEachDatabase, opener } from '../support/databases.js';
import { openWorld, ownPassword, type World } from './support/world.js';

const noCards = {
  cards: { pki: { version: 1, madeAt: '', authorities: [], cards: [] }, directory: '' },
  cardLogin: { validate: () => Promise.reject(new TypeError('No card is used here.')) },
} as const;

describeOnEachDatabase('accounts', (open) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld((await open()).db, noCards);
  });
  beforeEach(() => world.empty());

  const by = () => ({ ...byOperator, at: world.clock.now });

  it('begin with a one-time password for fourteen days, and must replace it', async () => {
    const { accountId, oneTimePassword, validUntil } = await world.add({});
    const account = await findAccount(world.db, accountId);
    expect(account).toMatchObject({
      userName: 'reporter01',
      role: 'reporter',
      state: 'active',
      institution: { code: '1268650500', name: '測試醫院' },
      passwordKind: 'one-time',
      profileCompletedAt: null,
      generation: 1,
    });
    expect(account?.ranges.map(formatRange)).toEqual(['203.69.20.0-203.69.20.7']);
    expect(await argon2id.verify(account?.passwordHash ?? '', oneTimePassword)).toBe(true);
    expect(validUntil.getTime() - world.clock.now.getTime()).toBe(14 * 24 * 60 * 60_000);
    expect(JSON.stringify(await world.db('accounts'))).not.toContain(oneTimePassword);
  });

  it('are found by their name in any case, and a name is never given out twice', async () => {
    const id = await world.addReady({ userName: 'Catcat123' });
    await inTransaction(world.db, (trx) => changeAccount(trx, id, { state: 'disabled' }, by()));
    expect((await findAccountByName(world.db, 'CATCAT123'))?.userName).toBe('Catcat123');
    await expect(world.add({ userName: 'catcat123' })).rejects.toMatchObject({
      code: 'ERR_ACCOUNT_TAKEN',
      params: { userName: 'catcat123' },
    });
  });

  it('are added once when two ask for the same name at the same time', async () => {
    const outcomes = await Promise.allSettled([world.add({}), world.add({}), world.add({})]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'ERR_ACCOUNT_TAKEN' });
    }
    expect(await world.db('accounts').count({ count: '*' }).first()).toEqual({ count: 1 });
  });

  it('tell every field that needs mending', async () => {
    const bad = {
      userName: '1x',
      institutionCode: null,
      name: ' ',
      idLast4: '12',
      email: 'nobody',
      ranges: [],
    };
    await expect(world.add(bad)).rejects.toMatchObject({
      code: 'ERR_FIELDS',
      fields: [
        { field: 'userName', code: 'ERR_ACCOUNT_USER_NAME' },
        { field: 'institutionCode', code: 'ERR_ACCOUNT_INSTITUTION' },
        { field: 'name', code: 'ERR_ACCOUNT_NAME' },
        { field: 'idLast4', code: 'ERR_ACCOUNT_ID_LAST4' },
        { field: 'email', code: 'ERR_ACCOUNT_EMAIL' },
        { field: 'ranges', code: 'ERR_RANGE_MISSING' },
      ],
    });
    await expect(world.add({ role: 'reviewer' })).rejects.toMatchObject({
      fields: [{ field: 'institutionCode', code: 'ERR_ACCOUNT_INSTITUTION' }],
    });
    await expect(world.add({ institutionCode: '9999999999' })).rejects.toMatchObject({
      code: 'ERR_INSTITUTION_UNKNOWN',
    });
  });

  it('change state, role and ranges together, with old and new value in the audit trail', async () => {
    const id = await world.addReady({});
    const ranges = [parseRange('203.69.30.1', { demoMode: false, widest: defaultWidths })];
    await inTransaction(world.db, (trx) => changeAccount(trx, id, { role: 'manager', ranges }, by()));
    const account = await findAccount(world.db, id);
    expect([account?.role, account?.state, account?.ranges.map(formatRange), account?.generation]).toEqual([
      'manager',
      'active',
      ['203.69.30.1'],
      3,
    ]);
    const entry = await world.db('audit_entries').orderBy('seq', 'desc').first<{ bytes: Buffer }>();
    expect(JSON.parse(entry?.bytes.toString('utf8') ?? '{}')).toMatchObject({
      action: 'account.change',
      target: { kind: 'account', reference: 'reporter01' },
      detail: {
        before: { state: 'active', role: 'reporter', ranges: ['203.69.20.0-203.69.20.7'] },
        after: { state: 'active', role: 'manager', ranges: ['203.69.30.1'] },
      },
    });
  });

  it('replace a password by the rules, and remember the last three', async () => {
    const { accountId, oneTimePassword } = await world.add({});
    const replace = (newPassword: string) =>
      replacePassword(world.db, world.services, { accountId, newPassword }, by(), async () => undefined);
    await expect(replace('short')).rejects.toMatchObject({
      code: 'ERR_FIELDS',
      fields: [
        { field: 'newPassword', code: 'ERR_PASSWORD_SHORT', params: { least: 12 } },
        { field: 'newPassword', code: 'ERR_PASSWORD_KINDS' },
      ],
    });
    await expect(replace(oneTimePassword)).rejects.toMatchObject({ fields: [{ code: 'ERR_PASSWORD_USED' }] });
    for (const end of ['a', 'b', 'c']) await replace(`${ownPassword}${end}`);
    for (const end of ['a', 'b', 'c']) {
      await expect(replace(`${ownPassword}${end}`)).rejects.toMatchObject({
        fields: [{ code: 'ERR_PASSWORD_USED' }],
      });
    }
    await replace(`${ownPassword}d`);
    await replace(`${ownPassword}a`);
    expect(await findAccount(world.db, accountId)).toMatchObject({
      passwordKind: 'own',
      passwordExpiresAt: null,
    });
  });

  it('replace a password once when two ask at the same time', async () => {
    const { accountId } = await world.add({});
    const outcomes = await Promise.allSettled(
      ['x', 'y'].map((end) =>
        replacePassword(
          world.db,
          world.services,
          { accountId, newPassword: `${ownPassword}${end}` },
          by(),
          async () => undefined,
        ),
      ),
    );
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'ERR_CONFLICT' });
    }
  });

  it('complete the profile, folding what was typed', async () => {
    const { accountId } = await world.add({});
    const form = {
      telephone: '（０２）6630 8000',
      telephoneExtension: '#307',
      mobile: '0912 345678',
      email: 'Reporter01@test-hospital.example',
    };
    await inTransaction(world.db, (trx) => completeProfile(trx, accountId, form, by()));
    expect(await findAccount(world.db, accountId)).toMatchObject({
      telephone: '02-6630-8000',
      telephoneExtension: '307',
      mobile: '0912-345-678',
      profileCompletedAt: world.clock.now,
    });
  });

  it.each([
    [{ telephone: '' }, 'telephone', 'ERR_PROFILE_TELEPHONE'],
    [{ telephone: '6630-8000' }, 'telephone', 'ERR_PROFILE_TELEPHONE'],
    [{ telephone: '0912-345-678' }, 'telephone', 'ERR_PROFILE_TELEPHONE'],
    [{ telephone: '02-6630-80001' }, 'telephone', 'ERR_PROFILE_TELEPHONE'],
    [{ telephoneExtension: 'abc' }, 'telephoneExtension', 'ERR_PROFILE_EXTENSION'],
    [{ telephoneExtension: '123456789' }, 'telephoneExtension', 'ERR_PROFILE_EXTENSION'],
    [{ mobile: '091234567' }, 'mobile', 'ERR_PROFILE_MOBILE'],
    [{ mobile: '+886912345678' }, 'mobile', 'ERR_PROFILE_MOBILE'],
    [{ email: '' }, 'email', 'ERR_PROFILE_EMAIL'],
    [{ email: 'other@test-hospital.example' }, 'email', 'ERR_PROFILE_EMAIL'],
  ])('ask for mending of the profile: %j', async (change, field, code) => {
    const { accountId } = await world.add({});
    const form = {
      telephone: '037-123456',
      telephoneExtension: '',
      mobile: '0912345678',
      email: 'reporter01@test-hospital.example',
      ...change,
    };
    await expect(
      inTransaction(world.db, (trx) => completeProfile(trx, accountId, form, by())),
    ).rejects.toMatchObject({ code: 'ERR_FIELDS', fields: [{ field, code }] });
  });
});

describe('jianbao staff add', () => {
  const open = opener('sqlite');

  it('adds a reviewer and prints the one-time password once', async () => {
    const { db, settings } = await open();
    const services = {
      openDatabase: async () => connect(settings),
      clock: () => new Date('2026-11-22T02:00:00Z'),
      randomBytes,
    };
    const call = async (...args: string[]) => {
      const out: string[] = [];
      const err: string[] = [];
      const io = {
        stdout: { write: (text: string) => out.push(text) },
        stderr: { write: (text: string) => err.push(text) },
      };
      return { code: await run(args, io, services), out: out.join(''), err: err.join('') };
    };
    const person = ['--user-name', 'reviewer01', '--name', '張雅婷', '--email', 'reviewer01@agency.example'];
    const added = await call(
      ...person,
      '--role',
      'reviewer',
      '--range',
      '203.69.40.0/28',
      '--range',
      '203.69.41.5',
    );
    expect(added.code).toBe(0);
    const [, password] = /One-time password: (\S+)/.exec(added.out) ?? [];
    const account = await findAccountByName(db, 'reviewer01');
    expect(account).toMatchObject({ role: 'reviewer', institution: null, idLast4: null });
    expect(account?.ranges.map(formatRange)).toEqual(['203.69.40.0-203.69.40.15', '203.69.41.5']);
    expect(await argon2id.verify(account?.passwordHash ?? '', password ?? '')).toBe(true);
    const refused = await call(...person, '--role', 'boss', '--range', '203.69.40.1');
    expect([refused.code, refused.err]).toEqual([
      1,
      'The role must be manager, reporter, reviewer or supervisor.\n',
    ]);
    const unfit = await call(...person, '--role', 'reviewer', '--range', '10.0.0.1');
    expect([unfit.code, unfit.err.startsWith('range-1: “10.0.0.1” is an address used inside')]).toEqual([
      1,
      true,
    ]);
    expect((await call(...person, '--role', 'reviewer')).code).toBe(2);
    expect((await call('--user-name', 'x', '--unknown')).code).toBe(2);
    expect((await call(...person, '--role', 'reviewer', '--range', '203.69.40.1', '--mail')).code).toBe(2);
  });
});
