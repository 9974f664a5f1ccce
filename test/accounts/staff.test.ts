import { beforeAll, beforeEach, expect, it } from 'vitest';
import { byOperator, changeAccount, findAccount, findAccountByName } from '../../src/accounts/index.js';
import { findReset, writeReset } from '../../src/accounts/password-reset/reset-store.js';
import { addStaff } from '../../src/accounts/staff/add-staff.js';
import { changeStaff, findStaff, type StaffChange } from '../../src/accounts/staff/change-staff.js';
import { readDuty, readStaff } from '../../src/accounts/staff/read-staff.js';
import { inTransaction } from '../../src/database/index.js';
import { defaultWidths, parseRange } from '../../src/ip-ranges/index.js';
import { openMailSecret } from '../../src/mail/mail-secret.js';
import { Problem } from '../../src/problems/index.js';
import type { Form } from '../../src/web/index.js';
import { describeOnEachDatabase } from '../support/databases.js';
import { mailKeys, openWorld, type World } from './support/world.js';

const noCards = {
  cards: { pki: { version: 1, madeAt: '', authorities: [], cards: [] }, directory: '' },
  cardLogin: { validate: () => Promise.reject(new TypeError('No card is used here.')) },
} as const;

const settings = { demoMode: false, widest: defaultWidths } as const;
const range = parseRange('203.69.20.0/29', settings);

function formOf(typed: Readonly<Record<string, string>>): Form {
  const text = (name: string) => typed[name] ?? '';
  return { text, secret: text, all: (name) => [text(name)], has: (name) => name in typed };
}

const filled = {
  userName: 'reviewer09',
  name: '承辦人九',
  role: 'reviewer',
  email: 'reviewer09@agency.example',
  idLast4: '',
  ranges: '203.69.20.0/29\n\n203.69.20.9',
} as const;

describeOnEachDatabase('an account of the staff', (open) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld((await open()).db, noCards);
  });
  beforeEach(() => world.empty());

  const by = (accountId?: number) => ({
    ...byOperator,
    at: world.clock.now,
    actor:
      accountId === undefined
        ? null
        : { accountId, userName: 'supervisor01', role: 'supervisor' as const, institutionCode: null },
  });
  const add = async (userName: string, role: 'reviewer' | 'supervisor' | 'manager') =>
    (await world.add({ userName, role, ...(role !== 'manager' && { institutionCode: null }) })).accountId;

  it('is added with a one-time password that only its own mailbox gets', async () => {
    await addStaff(world.services, readStaff(formOf(filled), settings), by());
    expect(await findAccountByName(world.db, 'reviewer09')).toMatchObject({
      role: 'reviewer',
      institution: null,
      passwordKind: 'one-time',
      ranges: [range, parseRange('203.69.20.9', settings)],
    });
    const mails = await world.db('mails').select('event', 'recipient', 'params');
    expect(mails).toMatchObject([{ event: 'one-time-password', recipient: 'reviewer09@agency.example' }]);
    const { password } = JSON.parse(mails[0].params);
    expect(openMailSecret(mailKeys, 'reviewer09@agency.example', password)).toMatch(/\S{10,}/);
  });

  it('is not added, and no mail is written, when a name is taken', async () => {
    await add('reviewer09', 'reviewer');
    await expect(addStaff(world.services, readStaff(formOf(filled), settings), by())).rejects.toMatchObject({
      code: 'ERR_ACCOUNT_TAKEN',
    });
    expect(await world.db('mails')).toEqual([]);
  });

  it('changes role and ranges, and cannot be changed once it is disabled', async () => {
    await add('supervisor01', 'supervisor');
    const id = await add('reviewer01', 'reviewer');
    await changeStaff(world, { userName: 'REVIEWER01', role: 'supervisor', ranges: [range] }, by());
    expect(await findAccount(world.db, id)).toMatchObject({ role: 'supervisor', generation: 2 });
    await changeStaff(world, { userName: 'reviewer01', state: 'disabled' }, by());
    await expect(
      changeStaff(world, { userName: 'reviewer01', role: 'reviewer' }, by()),
    ).rejects.toMatchObject({ code: 'ERR_ACCOUNT_DISABLED' });
  });

  it('is told of every change, at both addresses when its e-mail changes, and so are the other supervisors', async () => {
    const supervisor = await add('supervisor01', 'supervisor');
    await world.add({
      userName: 'supervisor02',
      role: 'supervisor',
      institutionCode: null,
      email: 'second@agency.example',
      language: 'en',
    });
    await addStaff(world.services, readStaff(formOf(filled), settings), by());
    const mailsOf = async (change: StaffChange) => {
      await world.db('mails').delete();
      await changeStaff(world, { userName: 'reviewer09', ...change }, by(supervisor));
      const mails = await world.db('mails').orderBy('id').select('event', 'recipient', 'language', 'params');
      return mails.map(({ event, recipient, language, params }) => {
        const { reader, changes, by: who } = JSON.parse(params);
        return [event, recipient, language, reader, changes, who].join(' ');
      });
    };
    expect(await mailsOf({ email: 'new@agency.example' })).toEqual([
      'staff-changed new@agency.example zh-Hant holder email supervisor01',
      'staff-changed reviewer09@agency.example zh-Hant formerly email supervisor01',
      'staff-changed second@agency.example en supervisor email supervisor01',
    ]);
    expect(await mailsOf({ role: 'supervisor', ranges: [range] })).toEqual([
      'staff-changed new@agency.example zh-Hant holder role ranges supervisor01',
      'staff-changed second@agency.example en supervisor role ranges supervisor01',
    ]);
    expect(await mailsOf({ role: 'supervisor', ranges: [range] })).toEqual([]);
    expect(await mailsOf({ state: 'disabled' })).toEqual([
      'staff-changed new@agency.example zh-Hant holder disable supervisor01',
      'staff-changed second@agency.example en supervisor disable supervisor01',
    ]);
  });

  it('keeps its sessions when only the e-mail changes, but no link that waits at the old address', async () => {
    const id = await add('reviewer01', 'reviewer');
    await inTransaction(world.db, (trx) =>
      writeReset(
        trx,
        { handle: 'handle', language: 'zh-Hant', address: '203.69.20.5' },
        'secret',
        { accountId: id, accountGeneration: 1, expiresAt: new Date(world.clock.now.getTime() + 60_000) },
        world.clock.now,
      ),
    );
    const change = { userName: 'reviewer01', email: 'other@agency.example' };
    expect(await changeStaff(world, change, by())).toEqual(['email']);
    expect(await findAccount(world.db, id)).toMatchObject({ email: 'other@agency.example', generation: 1 });
    expect(await findReset(world.db, 'secret')).toBeUndefined();
  });

  it.each([
    ['', 'ERR_ACCOUNT_EMAIL'],
    ['nobody', 'ERR_ACCOUNT_EMAIL'],
    ['reviewer09@agency.example', 'ERR_STAFF_EMAIL_SAME'],
  ])('keeps its e-mail when the new one is “%s”', async (email, code) => {
    await addStaff(world.services, readStaff(formOf(filled), settings), by());
    await expect(changeStaff(world, { userName: 'reviewer09', email }, by())).rejects.toMatchObject({
      code: 'ERR_FIELDS',
      fields: [{ field: 'email', code }],
    });
  });

  it('is nobody’s own to change', async () => {
    const id = await add('supervisor01', 'supervisor');
    await add('supervisor02', 'supervisor');
    await expect(
      changeStaff(world, { userName: 'supervisor01', role: 'reviewer' }, by(id)),
    ).rejects.toMatchObject({ code: 'ERR_ACCOUNT_OWN' });
  });

  it('is not found when it is an institution’s', async () => {
    await add('manager01', 'manager');
    await expect(findStaff(world, 'manager01')).rejects.toMatchObject({ code: 'ERR_ACCOUNT_UNKNOWN' });
    await expect(findStaff(world, 'nobody99')).rejects.toMatchObject({ code: 'ERR_ACCOUNT_UNKNOWN' });
  });

  it.each([
    ['is disabled', { state: 'disabled' }],
    ['is suspended', { state: 'suspended' }],
    ['becomes a reviewer', { role: 'reviewer' }],
  ] as const)('never takes away the last active supervisor: %s', async (_name, change) => {
    const id = await add('supervisor01', 'supervisor');
    const gone = await add('supervisor02', 'supervisor');
    await inTransaction(world.db, (trx) => changeAccount(trx, gone, { state: 'disabled' }, by()));
    await expect(
      inTransaction(world.db, (trx) => changeAccount(trx, id, change, by())),
    ).rejects.toMatchObject({
      code: 'ERR_ACCOUNT_LAST_SUPERVISOR',
      params: { userName: 'supervisor01' },
    });
    expect(await findAccount(world.db, id)).toMatchObject({ role: 'supervisor', state: 'active' });
  });

  it('leaves one supervisor when two take each other away at once', async () => {
    await add('supervisor01', 'supervisor');
    await add('supervisor02', 'supervisor');
    const outcomes = await Promise.allSettled(
      ['supervisor01', 'supervisor02'].map((userName) =>
        changeStaff(world, { userName, state: 'disabled' }, by()),
      ),
    );
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await world.db('accounts').where({ role: 'supervisor', state: 'active' })).toHaveLength(1);
  });
});

it.each([
  ['no role', { role: '' }, ['role']],
  ['an institution’s role', { role: 'manager' }, ['role']],
  ['no range', { ranges: ' \n ' }, ['ranges']],
  ['ranges that are not public', { ranges: '10.0.0.1\n203.69.20.1\n192.168.1.1' }, ['ranges', 'ranges']],
  ['both', { role: 'x', ranges: 'y' }, ['role', 'ranges']],
])('a form with %s names the fields to mend', (_name, typed, fields) => {
  try {
    readDuty(formOf({ ...filled, ...typed }), settings);
    expect.unreachable();
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    expect(problem.fields.map(({ field }) => field)).toEqual(fields);
  }
});
