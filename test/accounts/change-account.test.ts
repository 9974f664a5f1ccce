import { beforeAll, beforeEach, expect, it } from 'vitest';
import {
  addAccountWith,
  byOperator,
  changeAccount,
  drawFirstPassword,
  findAccount,
  findAddressSharers,
} from '../../src/accounts/index.js';
import { inTransaction } from '../../src/database/index.js';
import { defaultWidths, parseRange } from '../../src/ip-ranges/index.js';
import { describeOnEachDatabase } from '../support/databases.js';
import { openWorld, type World } from './support/world.js';

const noCards = {
  cards: { pki: { version: 1, madeAt: '', authorities: [], cards: [] }, directory: '' },
  cardLogin: { validate: () => Promise.reject(new TypeError('No card is used here.')) },
} as const;

const range = (text: string) => parseRange(text, { demoMode: false, widest: defaultWidths });

describeOnEachDatabase('a change of an account', (open) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld((await open()).db, noCards);
  });
  beforeEach(() => world.empty());

  const by = () => ({ ...byOperator, at: world.clock.now });
  const change = (id: number, what: Parameters<typeof changeAccount>[2]) =>
    inTransaction(world.db, (trx) => changeAccount(trx, id, what, by()));
  const addManager = async (userName: string) => (await world.add({ userName, role: 'manager' })).accountId;

  it.each([
    ['is disabled', { state: 'disabled' }],
    ['is suspended', { state: 'suspended' }],
    ['becomes a reporter', { role: 'reporter' }],
  ] as const)('never takes away the last active manager: %s', async (_name, what) => {
    const id = await addManager('manager01');
    const suspended = await addManager('manager02');
    await change(suspended, { state: 'suspended' });
    await expect(change(id, what)).rejects.toMatchObject({
      code: 'ERR_ACCOUNT_LAST_MANAGER',
      params: { userName: 'manager01', institution: '測試醫院' },
    });
    expect(await findAccount(world.db, id)).toMatchObject({
      role: 'manager',
      state: 'active',
      generation: 1,
    });
    await change(suspended, { state: 'active' });
    await change(id, what);
    expect(await findAccount(world.db, id)).toMatchObject(what);
  });

  it('leaves one manager when the last two are taken away at once', async () => {
    const ids = await Promise.all(['manager01', 'manager02'].map(addManager));
    const outcomes = await Promise.allSettled(ids.map((id) => change(id, { state: 'disabled' })));
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'ERR_ACCOUNT_LAST_MANAGER' },
    });
    expect(await world.db('accounts').where({ role: 'manager', state: 'active' })).toHaveLength(1);
  });

  it('lets the managers of another institution and its own reporters be', async () => {
    await world.add({ userName: 'elsewhere', role: 'manager', institutionCode: '1101100011' });
    const last = await addManager('manager01');
    const { accountId: reporter } = await world.add({ userName: 'reporter09' });
    await change(reporter, { state: 'disabled' });
    await expect(change(last, { state: 'disabled' })).rejects.toMatchObject({
      code: 'ERR_ACCOUNT_LAST_MANAGER',
    });
    await change(last, { ranges: [range('203.69.30.1')], email: 'new@hospital.example' });
  });

  it('of the e-mail alone ends no session, and keeps both addresses out of the readable trail', async () => {
    const { accountId } = await world.add({});
    const before = await change(accountId, { email: 'other@hospital.example' });
    const after = await findAccount(world.db, accountId);
    expect([before.email, after?.email, after?.generation]).toEqual([
      before.email,
      'other@hospital.example',
      1,
    ]);
    const entry = await world.db('audit_entries').orderBy('seq', 'desc').first<{ bytes: Buffer }>();
    expect(entry?.bytes.toString('utf8')).toContain('emailAfter');
    expect(entry?.bytes.toString('utf8')).not.toContain('other@hospital.example');
  });

  it('is told when there is no such account', async () => {
    await expect(change(999_999, { state: 'disabled' })).rejects.toMatchObject({
      code: 'ERR_ACCOUNT_UNKNOWN',
    });
  });

  it('of the first password takes one that was drawn before, with the telephones of the application', async () => {
    const first = await drawFirstPassword(world.services);
    const account = {
      userName: 'newcomer01',
      role: 'reporter',
      institutionCode: '1268650500',
      name: '使用者一',
      idLast4: null,
      email: 'newcomer01@hospital.example',
      telephones: { telephone: '02-1111-1111', extension: '111', mobile: '0911111111' },
      ranges: [range('203.69.20.0/29')],
    } as const;
    const { accountId, oneTimePassword } = await inTransaction(world.db, (trx) =>
      addAccountWith(trx, first, account, by()),
    );
    expect(oneTimePassword).toBe(first.oneTimePassword);
    expect(await findAccount(world.db, accountId)).toMatchObject({
      passwordHash: first.hash,
      telephone: '02-1111-1111',
      telephoneExtension: '111',
      mobile: '0911-111-111',
      profileCompletedAt: null,
    });
  });

  it('of ranges can be compared with those of other institutions', async () => {
    await world.add({ userName: 'here', ranges: [range('203.69.20.0/29')] });
    await world.add({
      userName: 'there',
      institutionCode: '1101100011',
      ranges: [range('203.69.20.6 - 203.69.20.9')],
    });
    const institutions = await world.db('institutions').orderBy('code').select('id', 'code');
    const own = institutions.find(({ code }) => code === '1268650500').id;
    const sharers = (text: string) => findAddressSharers(world.db, [range(text).external], own);
    expect(await sharers('203.69.20.9')).toEqual([{ code: '1101100011', name: '另一家醫院' }]);
    expect(await sharers('203.69.20.0 - 203.69.20.5')).toEqual([]);
    expect(await sharers('203.69.20.0/24')).toEqual([{ code: '1101100011', name: '另一家醫院' }]);
    const { id } = await world.db('accounts').where({ user_name: 'there' }).first('id');
    await change(id, { state: 'disabled' });
    expect(await sharers('203.69.20.9')).toEqual([]);
    expect(await findAddressSharers(world.db, [], own)).toEqual([]);
  });
});
