import { beforeAll, beforeEach, expect, it } from 'vitest';
import { findAccount } from '../../src/accounts/index.js';
import {
  addNote,
  approveAll,
  attachScan,
  type Deed,
  decide,
  declarationVersion,
  fileDraft,
  handOver,
  type Order,
  readApplication,
  readNewAccountForm,
  receiveLetter,
  returnAll,
  saveDraft,
  startAgainFrom,
  submit,
  takeForReview,
  withdraw,
} from '../../src/applications/index.js';
import { describeOnEachDatabase } from '../support/databases.js';
import {
  change,
  emptyGround,
  expiredHospital,
  type Ground,
  letterOf,
  mailsIn,
  newAccounts,
  openGround,
  otherHospital,
  type Person,
  ranges,
  scan,
} from './support/ground.js';
import { newAccountsOf } from './support/typed-forms.js';

describeOnEachDatabase('an application', (open) => {
  let ground: Ground;
  beforeAll(async () => {
    ground = await openGround((await open()).db);
  });
  beforeEach(() => emptyGround(ground));

  const approve = (order: Parameters<typeof approveAll>[0] & Order, by: Deed) =>
    decide(ground.services, { ...order, decisions: approveAll(order), wideConfirmed: false }, by);

  it('is filed only by whom the table of ways lets', async () => {
    const refused = { code: 'ERR_APPLICATION_FILER' };
    await expect(ground.file(newAccounts('reporter', 'tester111'), null)).rejects.toMatchObject(refused);
    await expect(ground.file(newAccounts('reporter', 'tester111'), 'reporter01')).rejects.toMatchObject(
      refused,
    );
    await expect(ground.file(newAccounts('reporter', 'tester111'), 'othermanager')).rejects.toMatchObject(
      refused,
    );
    await expect(ground.file(newAccounts('manager', 'user000'), 'reviewer01')).rejects.toMatchObject(refused);
    const role = { ticked: ['role'], role: 'manager' };
    await expect(ground.file(await change(ground, 'reporter01', role), 'reporter01')).rejects.toMatchObject(
      refused,
    );
    await expect(ground.file(await change(ground, 'reporter01', role, 'unseen'), null)).rejects.toMatchObject(
      refused,
    );
    const another = await change(ground, 'manager01', { ticked: ['email'], email: 'x@hospital.example' });
    await expect(ground.file(another, 'reporter01')).rejects.toMatchObject(refused);
    const own = await ground.file(await change(ground, 'reporter01', role), 'manager01');
    expect(own.way).toBe('letter');
  });

  it('needs the declaration that holds now, and an institution', async () => {
    const draft = { form: newAccounts('manager', 'user000'), language: 'zh-Hant' } as const;
    await expect(
      fileDraft(ground.services, { ...draft, acceptedDeclaration: '' }, ground.by(null)),
    ).rejects.toMatchObject({ code: 'ERR_APPLICATION_DECLARATION' });
    const unknown = { ...draft.form, institutionCode: '9999999999' };
    await expect(ground.file(unknown, null)).rejects.toMatchObject({ code: 'ERR_INSTITUTION_UNKNOWN' });
  });

  it('does not exist for other institutions, nor a draft for anybody else', async () => {
    const { services, by } = ground;
    const filed = await ground.file(newAccounts('reporter', 'tester111'), 'manager01');
    const draft = await fileDraft(
      services,
      {
        form: newAccounts('reporter', 'tester222'),
        language: 'zh-Hant',
        acceptedDeclaration: declarationVersion,
      },
      by('manager01'),
    );
    const unknown = { code: 'ERR_APPLICATION_UNKNOWN' };
    const viewer = (person: Person) => by(person).actor ?? expect.fail();
    for (const person of ['othermanager', 'reporter01'] as const) {
      await expect(readApplication(services, filed.reference, viewer(person))).rejects.toMatchObject(unknown);
      await expect(withdraw(services, filed, by(person))).rejects.toMatchObject(unknown);
      await expect(submit(services, filed, by(person))).rejects.toMatchObject(unknown);
      await expect(attachScan(services, { ...filed, file: scan() }, by(person))).rejects.toMatchObject(
        unknown,
      );
    }
    await expect(withdraw(services, filed, by(null))).rejects.toMatchObject(unknown);
    for (const person of ['othermanager', 'reporter01', 'reviewer01', 'supervisor01'] as const) {
      await expect(readApplication(services, draft.reference, viewer(person))).rejects.toMatchObject(unknown);
    }
    await expect(readApplication(services, 'A1151122-AAAAAA', viewer('manager01'))).rejects.toMatchObject(
      unknown,
    );
    await expect(
      addNote(services, { reference: filed.reference, note: 'x' }, by('manager01')),
    ).rejects.toMatchObject(unknown);
    expect((await readApplication(services, filed.reference, viewer('manager02'))).id).toBe(filed.id);
  });

  it('cannot be edited once it is confirmed', async () => {
    const filed = await ground.file(newAccounts('reporter', 'tester111'), 'manager01');
    await expect(
      saveDraft(
        ground.services,
        { ...filed, form: newAccounts('reporter', 'tester999') },
        ground.by('manager01'),
      ),
    ).rejects.toMatchObject({ code: 'ERR_APPLICATION_STATE' });
  });

  it('is changed only in the version that was looked at', async () => {
    const { services, by } = ground;
    const filed = await ground.file(newAccounts('reporter', 'tester111'), 'manager01');
    await attachScan(services, { ...filed, file: scan() }, by('manager01'));
    await expect(withdraw(services, filed, by('manager01'))).rejects.toMatchObject({
      code: 'ERR_APPLICATION_CHANGED',
    });
  });

  it('is not sent in without its scan', async () => {
    const filed = await ground.file(newAccounts('reporter', 'tester111'), 'manager01');
    await expect(submit(ground.services, filed, ground.by('manager01'))).rejects.toMatchObject({
      code: 'ERR_APPLICATION_SCAN_MISSING',
    });
  });

  it('asks for names that no account has or had, and no other open application asks for', async () => {
    await expect(
      ground.file(newAccounts('reporter', 'tester111', 'REPORTER01'), 'manager01'),
    ).rejects.toMatchObject({
      code: 'ERR_FIELDS',
      fields: [
        { field: 'accounts-2-userName', code: 'ERR_ACCOUNT_TAKEN', params: { userName: 'REPORTER01' } },
      ],
    });
    const gone = await ground.addAccount('gone0001', { role: 'reporter', institutionCode: otherHospital });
    await ground.db('accounts').where({ id: gone }).update({ state: 'disabled' });
    await expect(ground.file(newAccounts('reporter', 'gone0001'), 'manager01')).rejects.toMatchObject({
      fields: [{ code: 'ERR_ACCOUNT_TAKEN' }],
    });
    const first = await ground.file(newAccounts('reporter', 'tester111'), 'manager01');
    await expect(ground.file(newAccounts('manager', 'Tester111'), null)).rejects.toMatchObject({
      fields: [{ field: 'accounts-1-userName', code: 'ERR_APPLICATION_USER_NAME_RESERVED' }],
    });
    await withdraw(ground.services, first, ground.by('manager01'));
    await ground.file(newAccounts('manager', 'Tester111'), null);
  });

  it('is one at a time for each account', async () => {
    const form = await change(ground, 'reporter01', { ticked: ['disable'] });
    await ground.file(form, 'manager01');
    await expect(ground.file(form, 'reporter01')).rejects.toMatchObject({
      code: 'ERR_APPLICATION_ACCOUNT_OPEN',
      params: { userName: 'reporter01' },
    });
  });

  it('for new accounts needs a recognition in force, when it is confirmed and when it is approved', async () => {
    const typed = { ...newAccountsOf('manager', ['user000']), institutionCode: expiredHospital };
    const { form } = readNewAccountForm(typed, ranges);
    await expect(ground.file(form ?? expect.fail(), null)).rejects.toMatchObject({
      code: 'ERR_APPLICATION_NOT_RECOGNISED',
      params: { institution: '過期醫院' },
    });
    const taken = await ground.underReview(newAccounts('manager', 'user000'), null);
    ground.now = new Date('2029-01-02T01:00:00.000Z');
    await expect(approve(taken, ground.by('reviewer01'))).rejects.toMatchObject({
      code: 'ERR_APPLICATION_NOT_RECOGNISED',
    });
  });

  it.each([
    ['disabled', { ticked: ['disable'] }],
    ['made a reporter', { ticked: ['role'], role: 'reporter' }],
  ])(
    'cannot ask for the last manager to be %s, nor be approved once it is the last',
    async (_name, typed) => {
      const taken = await ground.underReview(await change(ground, 'manager01', typed), 'manager02');
      await ground.db('accounts').where({ id: ground.ids.manager02 }).update({ state: 'suspended' });
      const last = { code: 'ERR_ACCOUNT_LAST_MANAGER' };
      const mails = (await mailsIn(ground.db)).length;
      await expect(approve(taken, ground.by('reviewer01'))).rejects.toMatchObject(last);
      expect((await ground.read(taken.reference)).state).toBe('under-review');
      expect(await mailsIn(ground.db)).toHaveLength(mails);
      await decide(
        ground.services,
        { ...taken, decisions: returnAll(taken, ['duplicate'], ''), wideConfirmed: false },
        ground.by('reviewer01'),
      );
      await expect(ground.file(await change(ground, 'manager01', typed), 'manager01')).rejects.toMatchObject(
        last,
      );
    },
  );

  it('is not approved when the account has changed since', async () => {
    const form = await change(ground, 'reporter01', { ticked: ['email'], email: 'new@hospital.example' });
    const taken = await ground.underReview(form, 'manager01');
    await ground
      .db('accounts')
      .where({ id: ground.ids.reporter01 })
      .update({ email: 'meanwhile@hospital.example' });
    await expect(approve(taken, ground.by('reviewer01'))).rejects.toMatchObject({
      code: 'ERR_APPLICATION_ACCOUNT_CHANGED',
    });
    expect((await findAccount(ground.db, ground.ids.reporter01))?.email).toBe('meanwhile@hospital.example');
    await ground.db('accounts').where({ id: ground.ids.reporter01 }).update({ state: 'disabled' });
    await expect(approve(taken, ground.by('reviewer01'))).rejects.toMatchObject({
      code: 'ERR_APPLICATION_ACCOUNT_DISABLED',
    });
  });

  it('from the home page for an account nobody has is not approved', async () => {
    const form = await change(ground, 'othermanager', { ticked: ['disable'] }, 'unseen');
    const taken = await ground.underReview(form, null);
    await expect(approve(taken, ground.by('reviewer01'))).rejects.toMatchObject({
      code: 'ERR_APPLICATION_ACCOUNT_UNKNOWN',
    });
    expect((await findAccount(ground.db, ground.ids.othermanager))?.state).toBe('active');
  });

  it('with wide ranges needs them confirmed', async () => {
    const typed = newAccountsOf('manager', ['user000']);
    const accounts = typed.accounts.map((account) => ({ ...account, ranges: ['203.64.0.0/16'] }));
    const { form } = readNewAccountForm({ ...typed, accounts, wideReason: '全院對外網段' }, ranges);
    const taken = await ground.underReview(form ?? expect.fail(), null);
    await expect(approve(taken, ground.by('reviewer01'))).rejects.toMatchObject({
      code: 'ERR_APPLICATION_WIDE_UNCONFIRMED',
    });
    const decisions = approveAll(taken);
    const order = { ...taken, decisions, wideConfirmed: true };
    expect((await decide(ground.services, order, ground.by('reviewer01'))).state).toBe('approved');
  });

  it('is decided by the reviewer who has it, never by others', async () => {
    const { services, by } = ground;
    const taken = await ground.underReview(newAccounts('manager', 'user000'), null);
    await expect(approve(taken, by('reviewer02'))).rejects.toMatchObject({
      code: 'ERR_APPLICATION_REVIEWER',
    });
    await expect(approve(taken, by('supervisor01'))).rejects.toMatchObject({ code: 'ERR_APPLICATION_STATE' });
    await expect(approve(taken, by('manager01'))).rejects.toMatchObject({ code: 'ERR_APPLICATION_STATE' });
    await expect(
      handOver(services, { ...taken, toAccountId: ground.ids.reviewer02 }, by('reviewer02')),
    ).rejects.toMatchObject({ code: 'ERR_APPLICATION_REVIEWER' });
    for (const toAccountId of [
      ground.ids.reviewer01,
      ground.ids.supervisor01,
      ground.ids.manager01,
      999_999,
    ]) {
      await expect(handOver(services, { ...taken, toAccountId }, by('supervisor01'))).rejects.toMatchObject({
        code: 'ERR_APPLICATION_COLLEAGUE',
      });
    }
  });

  it('is not reviewed by who filed it or by whom it is about', async () => {
    const { services, by, ids } = ground;
    const own = { code: 'ERR_APPLICATION_OWN' };
    const filed = await ground.file(newAccounts('manager', 'user000'), null);
    const received = await receiveLetter(
      services,
      { letter: letterOf(filed), version: filed.version },
      by('reviewer01'),
    );
    const set = (change: Record<string, unknown>) =>
      ground.db('applications').where({ id: filed.id }).update(change);
    await set({ filed_by_account_id: ids.reviewer01 });
    await expect(takeForReview(services, received, by('reviewer01'))).rejects.toMatchObject(own);
    await set({ filed_by_account_id: null });
    await ground
      .db('application_items')
      .where({ application_id: filed.id })
      .update({ account_id: ids.reviewer01 });
    await expect(takeForReview(services, received, by('reviewer01'))).rejects.toMatchObject(own);
    await ground.db('application_items').where({ application_id: filed.id }).update({ account_id: null });
    await ground.db('accounts').where({ id: ids.reviewer01 }).update({ email: 'User000@hospital.example' });
    await expect(takeForReview(services, received, by('reviewer01'))).rejects.toMatchObject(own);
    const taken = await takeForReview(services, received, by('reviewer02'));
    await expect(
      handOver(services, { ...taken, toAccountId: ids.reviewer01 }, by('reviewer02')),
    ).rejects.toMatchObject({ code: 'ERR_APPLICATION_COLLEAGUE' });
    // Also when it came to be so after the review was begun.
    await ground.db('accounts').where({ id: ids.reviewer02 }).update({ email: 'filler@hospital.example' });
    await expect(approve(taken, by('reviewer02'))).rejects.toMatchObject(own);
  });

  it('is decided whole, with reasons for what is returned', async () => {
    const taken = await ground.underReview(newAccounts('reporter', 'tester111', 'tester222'), 'manager01');
    const [first, second] = taken.items;
    const decisionOf = (decisions: Parameters<typeof decide>[1]['decisions']) =>
      decide(ground.services, { ...taken, decisions, wideConfirmed: false }, ground.by('reviewer01'));
    await expect(decisionOf([{ itemId: first?.id ?? 0, outcome: 'approve' }])).rejects.toMatchObject({
      fields: [{ field: 'items-2-outcome', code: 'ERR_APPLICATION_ITEM_UNDECIDED' }],
    });
    await expect(
      decisionOf([
        { itemId: first?.id ?? 0, outcome: 'return', reasons: [], words: '' },
        { itemId: second?.id ?? 0, outcome: 'return', reasons: ['other'], words: ' ' },
      ]),
    ).rejects.toMatchObject({
      fields: [
        { field: 'items-1-reasons', code: 'ERR_APPLICATION_REASON_MISSING' },
        { field: 'items-2-words', code: 'ERR_APPLICATION_WORDS_MISSING' },
      ],
    });
    await expect(decisionOf(returnAll(taken, ['other'], '長'.repeat(1001)))).rejects.toMatchObject({
      fields: [{ code: 'ERR_APPLICATION_WORDS_LONG' }, { code: 'ERR_APPLICATION_WORDS_LONG' }],
    });
  });

  it('begins again only from a returned one', async () => {
    const filed = await ground.file(newAccounts('reporter', 'tester111'), 'manager01');
    const order = {
      reference: filed.reference,
      language: 'zh-Hant',
      acceptedDeclaration: declarationVersion,
    } as const;
    await expect(startAgainFrom(ground.services, order, ground.by('manager01'))).rejects.toMatchObject({
      code: 'ERR_APPLICATION_STATE',
    });
    await expect(startAgainFrom(ground.services, order, ground.by('othermanager'))).rejects.toMatchObject({
      code: 'ERR_APPLICATION_UNKNOWN',
    });
  });

  it('approved in vain leaves no account, no mail and no history behind', async () => {
    const taken = await ground.underReview(newAccounts('reporter', 'tester111', 'tester222'), 'manager01');
    await ground.addAccount('tester222', { role: 'reporter', institutionCode: otherHospital });
    const mails = await mailsIn(ground.db);
    const entries = await ground.db('audit_entries').count({ n: '*' });
    await expect(approve(taken, ground.by('reviewer01'))).rejects.toMatchObject({
      code: 'ERR_ACCOUNT_TAKEN',
    });
    expect(await mailsIn(ground.db)).toEqual(mails);
    expect(await ground.db('audit_entries').count({ n: '*' })).toEqual(entries);
    expect(await ground.db('accounts').where({ user_name: 'tester111' })).toEqual([]);
    expect(await ground.read(taken.reference)).toEqual(taken);
  });

  it('with a letter that does not match is told everything before anything is saved', async () => {
    const { services, by } = ground;
    const filed = await ground.file(newAccounts('manager', 'user000'), null);
    const letter = {
      ...letterOf(filed),
      institutionCode: otherHospital,
      senderNumber: ' ',
      senderDate: '2026-11-23',
      ownNumber: '長'.repeat(61),
      ownDate: '2026-02-30',
    };
    await expect(
      receiveLetter(services, { letter, version: filed.version }, by('reviewer01')),
    ).rejects.toMatchObject({
      code: 'ERR_FIELDS',
      fields: [
        { field: 'institutionCode', code: 'ERR_APPLICATION_LETTER_INSTITUTION' },
        { field: 'senderNumber', code: 'ERR_APPLICATION_LETTER_NUMBER_MISSING' },
        { field: 'senderDate', code: 'ERR_APPLICATION_LETTER_DATE_FUTURE' },
        { field: 'ownNumber', code: 'ERR_APPLICATION_LETTER_NUMBER_LONG' },
        { field: 'ownDate', code: 'ERR_APPLICATION_LETTER_DATE_FORM' },
      ],
    });
    expect(await ground.db('formal_letters')).toEqual([]);
    const typed = { ...letterOf(filed), reference: ` ${filed.reference.toLowerCase().replace('-', ' ')} ` };
    const received = await receiveLetter(
      services,
      { letter: typed, version: filed.version },
      by('supervisor01'),
    );
    expect(received.state).toBe('letter-received');
    await expect(
      receiveLetter(services, { letter: typed, version: received.version }, by('reviewer01')),
    ).rejects.toMatchObject({ fields: [{ field: 'reference', code: 'ERR_APPLICATION_LETTER_RECEIVED' }] });
    const byScan = await ground.file(newAccounts('reporter', 'tester111'), 'manager01');
    await expect(
      receiveLetter(services, { letter: letterOf(byScan), version: byScan.version }, by('reviewer01')),
    ).rejects.toMatchObject({ fields: [{ field: 'reference', code: 'ERR_APPLICATION_LETTER_WAY' }] });
    await expect(
      receiveLetter(
        services,
        { letter: { ...letterOf(filed), reference: 'A1151122-777777' }, version: 1 },
        by('reviewer01'),
      ),
    ).rejects.toMatchObject({ fields: [{ field: 'reference', code: 'ERR_APPLICATION_UNKNOWN' }] });
    await expect(
      receiveLetter(services, { letter: letterOf(filed), version: filed.version }, by('manager01')),
    ).rejects.toMatchObject({ code: 'ERR_APPLICATION_UNKNOWN' });
  });

  it('leaves notes only of words', async () => {
    const filed = await ground.file(newAccounts('manager', 'user000'), null);
    const note = (text: string) =>
      addNote(ground.services, { reference: filed.reference, note: text }, ground.by('reviewer01'));
    await expect(note(' ')).rejects.toMatchObject({ fields: [{ code: 'ERR_APPLICATION_NOTE_MISSING' }] });
    await expect(note('長'.repeat(1001))).rejects.toMatchObject({
      fields: [{ code: 'ERR_APPLICATION_WORDS_LONG', params: { most: 1000 } }],
    });
  });
});
