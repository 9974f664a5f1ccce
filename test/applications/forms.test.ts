import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AccountNow,
  foldReference,
  readChangeForm,
  readNewAccountForm,
  type TypedAccount,
} from '../../src/applications/index.js';
import { defaultWidths, parseRange } from '../../src/ip-ranges/index.js';
import { accountOf, changeOf, filler, newAccountsOf } from './support/typed-forms.js';

const settings = { ranges: { demoMode: false, widest: defaultWidths } } as const;
const range = (text: string) => parseRange(text, settings.ranges);

/** Field and code of everything to mend. */
function faultsOf(read: ReturnType<typeof readNewAccountForm> | ReturnType<typeof readChangeForm>) {
  return (read.fields ?? []).map(({ field, code }) => `${field} ${code}`);
}

describe('the new-account form', () => {
  const read = (account: Partial<TypedAccount>) =>
    readNewAccountForm(
      { ...newAccountsOf('manager', []), accounts: [{ ...accountOf('user000'), ...account }] },
      settings,
    );

  it('is read and folded: widths, blanks, hyphens, the sign before an extension', () => {
    const { form } = read({
      userName: ' ｕｓｅｒ０００ ',
      name: ' 歐陽　娜娜 ',
      telephone: '(02) 1111 1111',
      extension: '＃１１１',
      mobile: '０９１１ １１１ １１１',
      ranges: [
        '',
        '1.1.1.1@203.69.20.5 至 1.1.1.1@203.69.20.6',
        '203.69.20.0/29',
        '203.69.20.0 - 203.69.20.7',
      ],
    });
    expect(form?.accounts).toMatchObject([
      {
        userName: 'user000',
        name: '歐陽 娜娜',
        telephone: '02-1111-1111',
        extension: '111',
        mobile: '0911-111-111',
        ranges: [
          { typed: '1.1.1.1@203.69.20.5 至 1.1.1.1@203.69.20.6' },
          { typed: '203.69.20.0 - 203.69.20.7', range: range('203.69.20.0/29') },
        ],
      },
    ]);
  });

  it.each<[Partial<TypedAccount>, string]>([
    [{ userName: '' }, 'accounts-1-userName ERR_APPLICATION_USER_NAME_MISSING'],
    [{ userName: '1x' }, 'accounts-1-userName ERR_ACCOUNT_USER_NAME'],
    [{ name: ' 　 ' }, 'accounts-1-name ERR_APPLICATION_NAME_MISSING'],
    [{ name: '名'.repeat(61) }, 'accounts-1-name ERR_APPLICATION_NAME_LONG'],
    [{ name: '王<b>' }, 'accounts-1-name ERR_APPLICATION_NAME_FORM'],
    [{ name: '王小明1' }, 'accounts-1-name ERR_APPLICATION_NAME_FORM'],
    [{ telephone: '' }, 'accounts-1-telephone ERR_APPLICATION_TELEPHONE_MISSING'],
    [{ telephone: '12345' }, 'accounts-1-telephone ERR_PROFILE_TELEPHONE'],
    [{ extension: '123456789' }, 'accounts-1-extension ERR_PROFILE_EXTENSION'],
    [{ mobile: '' }, 'accounts-1-mobile ERR_APPLICATION_MOBILE_MISSING'],
    [{ mobile: '02-1111-1111' }, 'accounts-1-mobile ERR_PROFILE_MOBILE'],
    [{ email: '' }, 'accounts-1-email ERR_APPLICATION_EMAIL_MISSING'],
    [{ email: `${'a'.repeat(250)}@x.tw` }, 'accounts-1-email ERR_APPLICATION_EMAIL_LONG'],
    [{ email: 'somebody' }, 'accounts-1-email ERR_ACCOUNT_EMAIL'],
    [{ ranges: [] }, 'accounts-1-ranges-1 ERR_RANGE_MISSING'],
    [{ ranges: ['203.69.20.1', '192.168.0.1'] }, 'accounts-1-ranges-2 ERR_RANGE_PRIVATE'],
    [{ ranges: ['203.69.20.9 - 203.69.20.1'] }, 'accounts-1-ranges-1 ERR_RANGE_ORDER'],
    [{ ranges: ['203.64.0.0/16'] }, 'accounts-1-ranges-1 ERR_RANGE_TOO_WIDE'],
    [
      { ranges: Array.from({ length: 21 }, (_, n) => `203.69.20.${n + 1}`) },
      'accounts-1-ranges-21 ERR_APPLICATION_RANGES_MANY',
    ],
  ])('has a sentence of its own for %j', (account, fault) => {
    expect(faultsOf(read(account))).toEqual([fault]);
  });

  it('takes rare characters, indigenous and foreign names', () => {
    for (const name of ['堃喆', '\u{2070E}\u{20731}', '\uE000明', '夷將·拔路兒', "Ana-María O'Neill Jr."]) {
      expect(read({ name }).form?.kind).toBe('new-account');
    }
  });

  it('takes wide ranges with a reason, for a reviewer to confirm', () => {
    const account = { ...accountOf('user000'), ranges: ['203.64.0.0/16'] };
    const typed = { ...newAccountsOf('manager', []), accounts: [account] };
    expect(readNewAccountForm({ ...typed, wideReason: '全院對外網段' }, settings).form?.wideReason).toBe(
      '全院對外網段',
    );
    expect(faultsOf(readNewAccountForm({ ...typed, wideReason: '長'.repeat(501) }, settings))).toEqual([
      'wideReason ERR_APPLICATION_WIDE_REASON_LONG',
    ]);
  });

  it('tells of institution, role, filler and the number of accounts', () => {
    const typed = newAccountsOf('nobody', []);
    expect(
      faultsOf(
        readNewAccountForm(
          { ...typed, institutionCode: '', filler: { name: '', telephone: '1', extension: 'x', email: '' } },
          settings,
        ),
      ),
    ).toEqual([
      'institutionCode ERR_APPLICATION_INSTITUTION_MISSING',
      'role ERR_APPLICATION_ROLE_MISSING',
      'accounts ERR_APPLICATION_ACCOUNTS_MISSING',
      'filler-name ERR_APPLICATION_NAME_MISSING',
      'filler-telephone ERR_PROFILE_TELEPHONE',
      'filler-extension ERR_PROFILE_EXTENSION',
      'filler-email ERR_APPLICATION_EMAIL_MISSING',
    ]);
    const short = { ...newAccountsOf('manager', ['user000']), institutionCode: '12345' };
    expect(faultsOf(readNewAccountForm(short, settings))).toEqual([
      'institutionCode ERR_APPLICATION_INSTITUTION_FORM',
    ]);
  });

  it('has one manager, or up to twenty reporters, each with a name and a mailbox of their own', () => {
    expect(faultsOf(readNewAccountForm(newAccountsOf('manager', ['user000', 'user001']), settings))).toEqual([
      'accounts ERR_APPLICATION_ACCOUNTS_MANY',
    ]);
    const names = Array.from({ length: 21 }, (_, n) => `tester${n}`);
    expect(
      readNewAccountForm(newAccountsOf('reporter', names.slice(1)), settings).form?.accounts,
    ).toHaveLength(20);
    expect(faultsOf(readNewAccountForm(newAccountsOf('reporter', names), settings))).toEqual([
      'accounts ERR_APPLICATION_ACCOUNTS_MANY',
    ]);
    expect(faultsOf(readNewAccountForm(newAccountsOf('reporter', ['tester1', 'Tester1']), settings))).toEqual(
      ['accounts-2-userName ERR_APPLICATION_USER_NAME_TWICE', 'accounts-2-email ERR_APPLICATION_EMAIL_TWICE'],
    );
  });

  it('is a form or says what to mend, whatever is typed', () => {
    const anything = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary', maxLength: 300 }));
    const account = fc.record({
      userName: anything,
      name: anything,
      telephone: anything,
      extension: anything,
      mobile: anything,
      email: anything,
      ranges: fc.array(anything, { maxLength: 3 }),
    });
    fc.assert(
      fc.property(
        fc.array(account, { maxLength: 3 }),
        fc.record({ institutionCode: anything, role: anything, wideReason: anything }),
        fc.record({ name: anything, telephone: anything, extension: anything, email: anything }),
        (accounts, others, typedFiller) => {
          const outcome = readNewAccountForm({ ...others, accounts, filler: typedFiller }, settings);
          expect(outcome.form === undefined).toBe((outcome.fields ?? []).length > 0);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('the change form', () => {
  const now: AccountNow = {
    userName: 'Reporter01',
    role: 'reporter',
    state: 'active',
    email: 'old@hospital.example',
    ranges: [range('203.69.20.0/29'), range('203.69.30.1')],
  };

  it('shows old and new of what is ticked, and nothing else', () => {
    const typed = changeOf('reporter01', {
      ticked: ['email', 'ranges'],
      ranges: ['203.69.40.1'],
      email: 'new@hospital.example',
      role: 'manager',
    });
    expect(readChangeForm(typed, settings, now).form).toMatchObject({
      userName: 'Reporter01',
      changes: {
        ranges: {
          from: [{ typed: '203.69.20.0 至 203.69.20.7' }, { typed: '203.69.30.1 至 203.69.30.1' }],
          to: [{ typed: '203.69.40.1' }],
        },
        email: { from: 'old@hospital.example', to: 'new@hospital.example' },
      },
    });
    expect(Object.keys(readChangeForm(typed, settings, now).form?.changes ?? {}).sort()).toEqual([
      'email',
      'ranges',
    ]);
    expect(readChangeForm(typed, settings, 'unseen').form).toMatchObject({
      userName: 'reporter01',
      changes: { ranges: { from: null }, email: { from: null } },
    });
  });

  it.each<[string, Parameters<typeof changeOf>[1], Partial<AccountNow> | undefined, readonly string[]]>([
    ['nothing ticked', { ticked: [] }, {}, ['changes ERR_APPLICATION_NOTHING_TICKED']],
    ['something unknown ticked', { ticked: ['password'] }, {}, ['changes ERR_APPLICATION_NOTHING_TICKED']],
    ['no such account', { ticked: ['disable'] }, undefined, ['userName ERR_APPLICATION_ACCOUNT_UNKNOWN']],
    [
      'a disabled account',
      { ticked: ['disable'] },
      { state: 'disabled' },
      ['userName ERR_APPLICATION_ACCOUNT_DISABLED'],
    ],
    [
      'an account that is not suspended',
      { ticked: ['reactivate'] },
      {},
      ['changes ERR_APPLICATION_NOT_SUSPENDED'],
    ],
    [
      'disabling with something else',
      { ticked: ['disable', 'reactivate'] },
      { state: 'suspended' },
      ['changes ERR_APPLICATION_ALONE'],
    ],
    ['no ranges', { ticked: ['ranges'] }, {}, ['ranges-1 ERR_RANGE_MISSING']],
    [
      'the same ranges in another order',
      { ticked: ['ranges'], ranges: ['203.69.30.1', '203.69.20.0 - 203.69.20.7'] },
      {},
      ['ranges-1 ERR_APPLICATION_RANGES_SAME'],
    ],
    ['no role', { ticked: ['role'] }, {}, ['role ERR_APPLICATION_ROLE_MISSING']],
    [
      'a role of the agency',
      { ticked: ['role'], role: 'supervisor' },
      {},
      ['role ERR_APPLICATION_ROLE_MISSING'],
    ],
    ['the same role', { ticked: ['role'], role: 'reporter' }, {}, ['role ERR_APPLICATION_ROLE_SAME']],
    ['no e-mail', { ticked: ['email'] }, {}, ['email ERR_APPLICATION_EMAIL_MISSING']],
    [
      'the same e-mail',
      { ticked: ['email'], email: 'OLD@hospital.example' },
      {},
      ['email ERR_APPLICATION_EMAIL_SAME'],
    ],
    ['no user name', { ticked: ['disable'], userName: ' ' }, {}, ['userName ERR_USER_NAME_MISSING']],
    [
      'a user name too long',
      { ticked: ['disable'], userName: 'x'.repeat(33) },
      {},
      ['userName ERR_ACCOUNT_USER_NAME'],
    ],
    [
      'an empty holder',
      { ticked: ['disable'], holder: { name: '', telephone: '', extension: '', mobile: '', email: '' } },
      {},
      [
        'holder-name ERR_APPLICATION_NAME_MISSING',
        'holder-telephone ERR_APPLICATION_TELEPHONE_MISSING',
        'holder-mobile ERR_APPLICATION_MOBILE_MISSING',
        'holder-email ERR_APPLICATION_EMAIL_MISSING',
      ],
    ],
    [
      'a filler with a mobile number only',
      { ticked: ['disable'], filler: { ...filler, telephone: '0911111111' } },
      {},
      [],
    ],
  ])('has a sentence of its own for %s', (_name, typed, account, faults) => {
    const outcome = readChangeForm(
      changeOf('reporter01', typed),
      settings,
      account === undefined ? undefined : { ...now, ...account },
    );
    expect(faultsOf(outcome)).toEqual(faults);
  });

  it('tells nothing of an account to somebody who is not logged in', () => {
    const typed = changeOf('nobody99', { ticked: ['email'], email: 'old@hospital.example' });
    expect(faultsOf(readChangeForm(typed, settings, 'unseen'))).toEqual([]);
  });
});

describe('a reference number as people type it', () => {
  it.each([
    ['A1151122-7K3M9Q', 'A1151122-7K3M9Q'],
    [' a1151122 7k3m9q ', 'A1151122-7K3M9Q'],
    ['ｃ１１５１１２２－７Ｋ３Ｍ９Ｑ', 'C1151122-7K3M9Q'],
    ['S1151122-7K3M9Q', ''],
    ['A1151122-OIL5S8', ''],
    ['', ''],
  ])('%j is read as %j', (typed, reference) => {
    expect(foldReference(typed)).toBe(reference);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (typed) => {
        expect(foldReference(typed)).toMatch(/^([AC]\d{7}-.{6})?$/);
      }),
    );
  });
});
