import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runChecks } from '../../src/applications/checks/checks.js';
import type { CheckFacts } from '../../src/applications/checks/facts.js';
import {
  type CheckResult,
  checkApplication,
  readNewAccountForm,
  systemChecks,
} from '../../src/applications/index.js';
import { defaultWidths, type IpRange, parseForwarded, parseRange } from '../../src/ip-ranges/index.js';
import { opener } from '../support/databases.js';
import {
  change,
  emptyGround,
  type Ground,
  newAccounts,
  openGround,
  otherHospital,
} from './support/ground.js';
import { accountOf, newAccountsOf } from './support/typed-forms.js';

const ranges = { demoMode: false, widest: defaultWidths } as const;

/** What is not good, by name. */
function remarks(results: readonly CheckResult[]) {
  return Object.fromEntries(
    results
      .filter(({ outcome }) => outcome !== 'good')
      .map(({ name, outcome, what }) => [name, [outcome, what]]),
  );
}

describe('the checks of the desk', () => {
  const form = newAccounts('reporter', 'tester111');
  const clean: CheckFacts = {
    form,
    today: '2026-11-22',
    demoMode: false,
    institution: {
      id: 1,
      code: '1268650500',
      name: '測試醫院',
      county: '',
      address: '',
      telephone: '',
      contact: '',
      recognitions: [{ kind: 'general', label: '', validFrom: '2023-01-01', validUntil: '2026-11-22' }],
    },
    account: undefined,
    takenNames: [],
    sharers: [],
    knownDomains: ['hospital.example'],
    otherManagers: 1,
    openAlike: [],
    sameAddress: [],
    formCode: null,
  };

  it('find nothing on a clean form, and leave out what does not concern it', () => {
    const results = runChecks(clean);
    expect(remarks(results)).toEqual({});
    expect(results.map(({ name }) => name)).toEqual([
      'recognised',
      'user-name-free',
      'addresses-public',
      'addresses-narrow',
      'addresses-not-shared',
      'e-mail-domain',
      'e-mail-own',
      'no-duplicate',
    ]);
    expect(Object.keys(systemChecks)).toHaveLength(12);
  });

  const privateRange: IpRange = {
    ...parseRange('203.69.20.1', ranges),
    external: { ...parseRange('127.0.0.1', { ...ranges, demoMode: true }).external },
  };

  const insideRange: IpRange = {
    ...privateRange,
    external: parseForwarded('10.1.2.3', { demoMode: false }),
  };

  it.each<[string, Partial<CheckFacts>, Record<string, readonly [string, string]>]>([
    ['a recognition that is over', { today: '2026-11-23' }, { recognised: ['bad', '測試醫院'] }],
    ['an institution nobody knows', { institution: undefined }, { recognised: ['bad', ''] }],
    ['names that are taken', { takenNames: ['tester111'] }, { 'user-name-free': ['bad', 'tester111'] }],
    [
      'addresses that are not public',
      {
        form: newFormWith({ ranges: [{ typed: '', range: privateRange }] }),
      },
      { 'addresses-public': ['bad', '127.0.0.1'] },
    ],
    [
      'addresses that only a demonstration allows',
      { demoMode: true, form: newFormWith({ ranges: [{ typed: '', range: privateRange }] }) },
      { 'addresses-public': ['look', '127.0.0.1'] },
    ],
    [
      'addresses that not even a demonstration allows',
      { demoMode: true, form: newFormWith({ ranges: [{ typed: '', range: insideRange }] }) },
      { 'addresses-public': ['bad', '10.1.2.3'] },
    ],
    [
      'addresses of another institution',
      { sharers: [{ code: otherHospital, name: '另一家醫院' }] },
      { 'addresses-not-shared': ['look', '另一家醫院'] },
    ],
    [
      'another domain',
      { knownDomains: ['clinic.example'] },
      { 'e-mail-domain': ['look', 'hospital.example'] },
    ],
    [
      'a free mailbox',
      { form: newFormWith({ email: 'a@Gmail.com' }), knownDomains: [] },
      { 'e-mail-domain': ['look', 'gmail.com'] },
    ],
    ['a scan without its code', { formCode: 'not-found' }, { 'scan-of-this-form': ['look', ''] }],
    ['a scan with its code', { formCode: 'match' }, {}],
    ['a mailbox of somebody else', { sameAddress: ['reporter01'] }, { 'e-mail-own': ['look', 'reporter01'] }],
    [
      'an application alike',
      { openAlike: ['A1151122-7K3M9Q'] },
      { 'no-duplicate': ['look', 'A1151122-7K3M9Q'] },
    ],
  ])('find %s', (_name, facts, found) => {
    expect(remarks(runChecks({ ...clean, ...facts }))).toEqual(found);
  });

  function newFormWith(fields: object): CheckFacts['form'] {
    if (form.kind !== 'new-account') throw new TypeError('It is a new-account form.');
    return { ...form, accounts: form.accounts.map((account) => ({ ...account, ...fields })) };
  }
});

describe('the checks of an application as it stands', () => {
  const open = opener('sqlite');
  let ground: Ground;
  beforeAll(async () => {
    ground = await openGround((await open()).db);
  });
  beforeEach(() => emptyGround(ground));

  const check = async (reference: string) =>
    remarks(
      await checkApplication(
        { ...ground.services, formSettings: { ranges } },
        await ground.read(reference),
        ground.now,
      ),
    );

  it('for a new manager: name taken meanwhile, wide ranges of others, a strange domain, a mailbox in use', async () => {
    const typed = newAccountsOf('manager', []);
    const account = {
      ...accountOf('user000'),
      email: 'reporter01@hospital.example',
      ranges: ['203.69.0.0/16'],
    };
    const { form } = readNewAccountForm({ ...typed, accounts: [account], wideReason: '全院' }, { ranges });
    const filed = await ground.file(form ?? expect.fail(), null);
    await ground.addAccount('user000', { role: 'reporter', institutionCode: otherHospital });
    expect(await check(filed.reference)).toEqual({
      'user-name-free': ['bad', 'user000'],
      'addresses-narrow': ['look', '203.69.0.0-203.69.255.255'],
      'addresses-not-shared': ['look', '另一家醫院'],
      'e-mail-own': ['look', 'reporter01'],
    });
  });

  it('for a change: account of another institution, changed since, last manager, another application', async () => {
    const unknown = await ground.file(
      await change(ground, 'othermanager', { ticked: ['disable'] }, 'unseen'),
      null,
    );
    expect(await check(unknown.reference)).toEqual({ 'account-known': ['bad', 'othermanager'] });
    const form = await change(ground, 'manager01', { ticked: ['role'], role: 'reporter' });
    const filed = await ground.file(form, 'manager02');
    expect(await check(filed.reference)).toEqual({});
    const alike = await ground.file(
      await change(ground, 'manager01', { ticked: ['disable'] }, 'unseen'),
      null,
    );
    await ground.db('accounts').where({ id: ground.ids.manager02 }).update({ state: 'suspended' });
    expect(await check(filed.reference)).toEqual({
      'manager-left': ['bad', 'manager01'],
      'no-duplicate': ['look', alike.reference],
    });
    await ground.db('accounts').where({ id: ground.ids.manager01 }).update({ state: 'disabled' });
    expect(await check(filed.reference)).toMatchObject({ 'account-as-filed': ['bad', 'manager01'] });
  });
});
