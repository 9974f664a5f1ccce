import { describe, expect, it } from 'vitest';
import { compareForms } from '../../../src/applications/desk/compare-forms.js';
import { consequencesOf } from '../../../src/applications/desk/consequences.js';
import { timeLeft } from '../../../src/applications/desk/time-left.js';
import {
  type ApplicationForm,
  type ApplicationWithForm,
  approveAll,
  readChangeForm,
  readNewAccountForm,
  returnAll,
  returnReasons,
} from '../../../src/applications/index.js';
import { reasonsFor } from '../../../src/applications/return-reasons.js';
import { defaultWidths } from '../../../src/ip-ranges/index.js';
import { readOfficeCalendar } from '../../../src/working-days/index.js';
import { accountOf, changeOf, filler, newAccountsOf } from '../support/typed-forms.js';

const ranges = { ranges: { demoMode: false, widest: defaultWidths } } as const;

function formOf(read: { readonly form?: ApplicationForm | undefined }): ApplicationForm {
  if (read.form === undefined) throw new TypeError('The form is complete.');
  return read.form;
}

const newAccounts = (...userNames: string[]) =>
  formOf(readNewAccountForm(newAccountsOf('reporter', userNames), ranges));

describe('the time left', () => {
  const calendar = readOfficeCalendar();
  const on = (today: string, dueDate: string | null = '2026-11-27') =>
    timeLeft({ state: 'submitted', dueDate }, today, calendar);

  it.each([
    ['2026-11-20', { state: 'open', days: 5 }],
    ['2026-11-26', { state: 'soon', days: 1 }],
    ['2026-11-27', { state: 'today', days: 0 }],
    ['2026-11-28', { state: 'overdue', days: 0 }],
    ['2026-11-30', { state: 'overdue', days: 1 }],
  ] as const)('on %s is %j', (today, left) => expect(on(today)).toEqual(left));

  it('is not told without a due date, once it is decided, or beyond the calendar', () => {
    expect(on('2026-11-22', null)).toBeUndefined();
    expect(timeLeft({ state: 'approved', dueDate: '2026-11-27' }, '2026-11-22', calendar)).toBeUndefined();
    expect(on('2026-11-22', '2199-01-01')).toBeUndefined();
  });
});

describe('the reasons to return an application', () => {
  it.each([
    [
      'new-account',
      'letter',
      ['scan-unreadable', 'scan-of-another-form', 'account-unknown', 'account-changed-meanwhile'],
    ],
    ['new-account', 'scan', ['letter-unlike-form', 'account-unknown', 'account-changed-meanwhile']],
    ['change', 'letter', ['scan-unreadable', 'scan-of-another-form']],
    ['change', 'scan', ['letter-unlike-form']],
  ] as const)('leave out for %s by %s what cannot be: %j', (kind, way, left) => {
    const offered: readonly string[] = reasonsFor({ kind, way });
    expect(returnReasons.filter((reason) => !offered.includes(reason))).toEqual(left);
  });
});

describe('the differences to the round before', () => {
  it('are the fields that were mended, by the place of the account', () => {
    const before = newAccounts('user001', 'user002');
    const mended = {
      ...newAccountsOf('reporter', []),
      accounts: [
        accountOf('user001'),
        { ...accountOf('user003'), ranges: ['203.69.20.1 至 203.69.20.4', '203.69.20.9'] },
      ],
    };
    expect(compareForms(before, formOf(readNewAccountForm(mended, ranges)))).toEqual([
      { kind: 'account', userName: 'user003', field: 'userName', before: 'user002', after: 'user003' },
      {
        kind: 'account',
        userName: 'user003',
        field: 'email',
        before: 'user002@hospital.example',
        after: 'user003@hospital.example',
      },
      {
        kind: 'account',
        userName: 'user003',
        field: 'ranges',
        before: '203.69.20.1 至 203.69.20.4',
        after: '203.69.20.1 至 203.69.20.4\n203.69.20.9 至 203.69.20.9',
      },
    ]);
  });

  it('name what was added and what was dropped', () => {
    const change = (typed: Parameters<typeof changeOf>[1]) =>
      formOf(readChangeForm(changeOf('reporter01', typed), ranges, 'unseen'));
    const before = change({ ticked: ['email'], email: 'new@hospital.example' });
    expect(compareForms(before, change({ ticked: ['disable'] }))).toEqual([
      { kind: 'changes', userName: 'reporter01', field: 'disable', before: '', after: 'yes' },
      {
        kind: 'changes',
        userName: 'reporter01',
        field: 'newEmail',
        before: 'new@hospital.example',
        after: '',
      },
    ]);
  });

  it('are none when nothing was changed', () => {
    expect(compareForms(newAccounts('user001'), newAccounts('user001'))).toEqual([]);
  });
});

describe('what a decision brings about', () => {
  const application = (form: ApplicationForm, ...userNames: string[]): ApplicationWithForm =>
    ({
      form,
      way: 'scan',
      items: userNames.map((userName, position) => ({ id: position + 1, position, userName })),
    }) as unknown as ApplicationWithForm;

  it('for new accounts: they are opened, passwords go to their holders alone, the filler is told', () => {
    const asked = application(newAccounts('user001'), 'user001');
    expect(consequencesOf(asked, approveAll(asked), undefined)).toEqual([
      { name: 'account-opened', params: { userName: 'user001', role: 'reporter' } },
      { name: 'password-mailed', params: { userName: 'user001', email: 'user001@hospital.example' } },
      { name: 'approval-told', params: { email: filler.email } },
      { name: 'closed', params: {} },
    ]);
  });

  it('for a return: filler and applicants are told, and it is closed', () => {
    const asked = application(newAccounts('user001'), 'user001');
    expect(
      consequencesOf(asked, returnAll(asked, ['seal-missing'], ''), undefined).map(({ name }) => name),
    ).toEqual(['return-told', 'applicants-told', 'returned-closed']);
  });

  it('for a part of the accounts: both, and what that means', () => {
    const asked = application(newAccounts('user001', 'user002'), 'user001', 'user002');
    const [first] = approveAll(asked);
    const [, second] = returnAll(asked, ['seal-missing'], '');
    if (first === undefined || second === undefined) throw new TypeError('There are two accounts.');
    expect(consequencesOf(asked, [first, second], undefined).map(({ name }) => name)).toEqual([
      'account-opened',
      'password-mailed',
      'approval-told',
      'return-told',
      'applicants-told',
      'partly',
      'returned-closed',
    ]);
  });

  it('for a change: sessions end unless only the e-mail changes', () => {
    const names = (typed: Parameters<typeof changeOf>[1]) => {
      const asked = application(
        formOf(readChangeForm(changeOf('reporter01', typed), ranges, 'unseen')),
        'reporter01',
      );
      return consequencesOf(asked, approveAll(asked), undefined).map(({ name }) => name);
    };
    expect(names({ ticked: ['email'], email: 'new@hospital.example' })).toEqual([
      'change-email',
      'change-told',
      'filler-told',
      'closed',
    ]);
    expect(names({ ticked: ['disable'] })).toEqual([
      'change-disable',
      'sessions-end',
      'change-told',
      'filler-told',
      'closed',
    ]);
  });
});
