import { beforeAll, beforeEach, expect, it } from 'vitest';
import { findAccount, findAccountByName } from '../../src/accounts/index.js';
import {
  addNote,
  approveAll,
  attachScan,
  confirm,
  decide,
  declarationVersion,
  fileDraft,
  findByFiller,
  formToStartFrom,
  handOver,
  listDocuments,
  listEvents,
  listNotes,
  receiveLetter,
  returnAll,
  saveDraft,
  startAgainFrom,
  submit,
  takeForReview,
  withdraw,
} from '../../src/applications/index.js';
import { findLetter } from '../../src/applications/store/letter-store.js';
import { formatRange } from '../../src/ip-ranges/index.js';
import { openMailSecret } from '../../src/mail/mail-secret.js';
import { describeOnEachDatabase } from '../support/databases.js';
import {
  change,
  emptyGround,
  type Ground,
  keys,
  letterOf,
  mailsIn,
  newAccounts,
  openGround,
  scan,
} from './support/ground.js';

describeOnEachDatabase('the life of an application', (open) => {
  let ground: Ground;
  beforeAll(async () => {
    ground = await openGround((await open()).db);
  });
  beforeEach(() => emptyGround(ground));

  it('for a new manager: from the home page by letter to an open account', async () => {
    const { services, by } = ground;
    const filed = await ground.file(newAccounts('manager', 'user000'), null);
    expect(filed).toMatchObject({
      kind: 'new-account',
      way: 'letter',
      state: 'awaiting-letter',
      version: 3,
      filedBy: null,
      lapseDate: '2027-01-21',
      dueDate: null,
      items: [{ userName: 'user000', outcome: 'pending', accountId: null }],
    });
    expect(filed.reference).toMatch(/^A1151122-[34679ACDEFGHJKMNPQRTWXY]{6}$/);

    const received = await receiveLetter(
      services,
      { letter: letterOf(filed), version: filed.version, file: scan() },
      by('reviewer02'),
    );
    expect(received).toMatchObject({ state: 'letter-received', dueDate: '2026-11-27', lapseDate: null });
    expect(await findLetter(ground.db, filed.id)).toEqual({
      senderNumber: '測醫字第1150001號',
      senderDate: '2026-11-20',
      ownNumber: '職安字第1150099號',
      ownDate: '2026-11-22',
      receivedAt: ground.now,
    });
    expect(await listDocuments(ground.db, filed.id)).toMatchObject([{ kind: 'letter', replacedAt: null }]);

    const taken = await takeForReview(services, received, by('reviewer01'));
    expect(taken.reviewer?.userName).toBe('reviewer01');
    const approved = await decide(
      services,
      { ...taken, decisions: approveAll(taken), wideConfirmed: false },
      by('reviewer01'),
    );
    const account = await findAccountByName(ground.db, 'user000');
    expect(approved).toMatchObject({
      state: 'approved',
      decidedAt: ground.now,
      closedAt: ground.now,
      items: [{ outcome: 'approved', accountId: account?.id }],
    });
    expect(account).toMatchObject({
      role: 'manager',
      state: 'active',
      institution: { code: '1268650500' },
      passwordKind: 'one-time',
      name: '使用者一',
      telephone: '02-1111-1111',
      telephoneExtension: '111',
      mobile: '0911-111-111',
    });
    expect(account?.ranges.map(formatRange)).toEqual(['203.69.20.1-203.69.20.4']);
    expect(
      (await listEvents(services, filed)).map(({ event, from, to, actor }) => [
        event,
        from,
        to,
        actor?.userName,
      ]),
    ).toEqual([
      ['confirm', 'draft', 'confirmed', undefined],
      ['await-seals', 'confirmed', 'awaiting-letter', undefined],
      ['receive-letter', 'awaiting-letter', 'letter-received', 'reviewer02'],
      ['take', 'letter-received', 'under-review', 'reviewer01'],
      ['approve', 'under-review', 'approved', 'reviewer01'],
    ]);
    expect(await mailsIn(ground.db)).toEqual([
      'application-confirmed filler@hospital.example',
      'application-received filler@hospital.example',
      'one-time-password user000@hospital.example',
      'application-approved filler@hospital.example',
      'application-approved user000@hospital.example',
    ]);
  });

  it('mails the one-time password to the account alone, and keeps it readable nowhere', async () => {
    const { services, by } = ground;
    const taken = await ground.underReview(newAccounts('manager', 'user000'), null);
    await decide(
      services,
      { ...taken, decisions: approveAll(taken), wideConfirmed: false },
      by('reviewer01'),
    );
    const mails = await ground.db('mails').orderBy('id');
    const secret = mails.find(({ event }) => event === 'one-time-password');
    const password = openMailSecret(keys, 'user000@hospital.example', JSON.parse(secret.params).password);
    expect(password.length).toBeGreaterThan(10);
    const audit = await ground.db('audit_entries').pluck<Buffer[]>('bytes');
    expect(JSON.stringify(mails)).not.toContain(password);
    expect(Buffer.concat(audit).includes(password)).toBe(false);
  });

  it('keeps what people wrote sealed', async () => {
    const filed = await ground.file(newAccounts('manager', 'user000'), null);
    const tables = ['applications', 'application_items', 'application_events'];
    const rows = JSON.stringify(await Promise.all(tables.map((table) => ground.db(table))));
    for (const personal of ['使用者一', 'filler@', 'user000@', '0911', '203.69.20.1']) {
      expect(rows).not.toContain(personal);
      const sealed: Buffer = (await ground.db('applications').first('sealed_form')).sealed_form;
      expect(sealed.includes(personal)).toBe(false);
    }
    const asked = { reference: filed.reference, email: ' Filler@hospital.example' };
    expect((await findByFiller(ground.services, asked))?.id).toBe(filed.id);
    expect(
      await findByFiller(ground.services, { ...asked, email: 'user000@hospital.example' }),
    ).toBeUndefined();
  });

  it('for new reporters: by scan, one approved and one returned, filed again with that one alone', async () => {
    const { services, by } = ground;
    const draft = await fileDraft(
      services,
      {
        form: newAccounts('reporter', 'tester111'),
        language: 'en',
        acceptedDeclaration: declarationVersion,
      },
      by('manager01'),
    );
    expect(draft).toMatchObject({ state: 'draft', way: 'scan', version: 1 });
    const saved = await saveDraft(
      services,
      { ...draft, form: newAccounts('reporter', 'tester111', 'tester222') },
      by('manager01'),
    );
    const confirmed = await confirm(services, saved, by('manager01'));
    expect(confirmed.state).toBe('awaiting-scan');
    const once = await attachScan(services, { ...confirmed, file: scan() }, by('manager01'));
    const twice = await attachScan(services, { ...once, file: scan() }, by('manager02'));
    expect(
      (await listDocuments(ground.db, draft.id)).filter(({ replacedAt }) => replacedAt === null),
    ).toHaveLength(1);
    const submitted = await submit(services, twice, by('manager01'));
    expect(submitted).toMatchObject({ state: 'submitted', dueDate: '2026-11-27', submittedAt: ground.now });
    const taken = await takeForReview(services, submitted, by('reviewer01'));
    const [good, bad] = taken.items;
    const decided = await decide(
      services,
      {
        ...taken,
        decisions: [
          { itemId: good?.id ?? 0, outcome: 'approve' },
          {
            itemId: bad?.id ?? 0,
            outcome: 'return',
            reasons: ['name-unlike-card', 'other'],
            words: '請附證明',
          },
        ],
        wideConfirmed: false,
      },
      by('reviewer01'),
    );
    expect(decided).toMatchObject({
      state: 'returned',
      items: [{ outcome: 'approved' }, { outcome: 'returned', reasons: ['name-unlike-card', 'other'] }],
    });
    expect((await listEvents(services, decided)).at(-1)).toMatchObject({
      event: 'return',
      reasons: ['name-unlike-card', 'other'],
      words: '請附證明',
    });
    expect((await findAccountByName(ground.db, 'tester111'))?.role).toBe('reporter');
    expect(await findAccountByName(ground.db, 'tester222')).toBeUndefined();
    expect(await mailsIn(ground.db)).toEqual([
      'application-confirmed filler@hospital.example',
      'application-to-review desk@agency.example',
      'application-received filler@hospital.example',
      'one-time-password tester111@hospital.example',
      'application-approved filler@hospital.example',
      'application-approved tester111@hospital.example',
      'application-returned filler@hospital.example',
      'application-returned tester222@hospital.example',
    ]);
    const again = await startAgainFrom(
      services,
      { reference: decided.reference, language: 'en', acceptedDeclaration: declarationVersion },
      by('manager02'),
    );
    expect(again).toMatchObject({
      state: 'draft',
      previousReference: decided.reference,
      items: [{ userName: 'tester222' }],
      form: { accounts: [{ userName: 'tester222', name: '使用者一' }] },
    });
    expect((await confirm(services, again, by('manager02'))).state).toBe('awaiting-scan');
  });

  it('for a change: takes effect as a whole, ends sessions, and is told at the old and the new address', async () => {
    const { services, by } = ground;
    const form = await change(ground, 'reporter01', {
      ticked: ['ranges', 'email'],
      ranges: ['203.69.30.0/29'],
      email: 'new@hospital.example',
    });
    const before = await findAccount(ground.db, ground.ids.reporter01);
    const taken = await ground.underReview(form, 'reporter01');
    expect(taken.way).toBe('scan');
    expect((await findAccount(ground.db, ground.ids.reporter01))?.email).toBe('reporter01@hospital.example');
    await ground.db('mails').delete();
    const approved = await decide(
      services,
      { ...taken, decisions: approveAll(taken), wideConfirmed: false },
      by('reviewer01'),
    );
    const after = await findAccount(ground.db, ground.ids.reporter01);
    expect(after).toMatchObject({ email: 'new@hospital.example', generation: (before?.generation ?? 0) + 1 });
    expect(after?.ranges.map(formatRange)).toEqual(['203.69.30.0-203.69.30.7']);
    expect(approved.form).toMatchObject({
      changes: { email: { from: 'reporter01@hospital.example', to: 'new@hospital.example' } },
    });
    expect(await mailsIn(ground.db)).toEqual([
      'account-changed new@hospital.example',
      'account-changed reporter01@hospital.example',
      'account-changed manager01@hospital.example',
      'account-changed manager02@hospital.example',
      'application-approved filler@hospital.example',
    ]);
  });

  it('for a change from the home page: by letter, and saying nothing of the account', async () => {
    const { services, by } = ground;
    const form = await change(ground, 'manager02', { ticked: ['disable'] }, 'unseen');
    const filed = await ground.file(form, null);
    expect(filed).toMatchObject({ way: 'letter', state: 'awaiting-letter', kind: 'change' });
    const unknown = await ground.file(
      await change(ground, 'nobody99', { ticked: ['disable'] }, 'unseen'),
      null,
    );
    expect(unknown.state).toBe('awaiting-letter');
    const received = await receiveLetter(
      services,
      { letter: letterOf(filed), version: filed.version },
      by('reviewer01'),
    );
    const taken = await takeForReview(services, received, by('reviewer01'));
    await decide(
      services,
      { ...taken, decisions: approveAll(taken), wideConfirmed: false },
      by('reviewer01'),
    );
    expect((await findAccount(ground.db, ground.ids.manager02))?.state).toBe('disabled');
  });

  it('for a suspended reporter: a manager’s scan brings the account back', async () => {
    const { services, by } = ground;
    await ground.db('accounts').where({ id: ground.ids.reporter01 }).update({ state: 'suspended' });
    const form = await change(ground, 'reporter01', { ticked: ['reactivate'] });
    const taken = await ground.underReview(form, 'manager01');
    expect(taken.way).toBe('scan');
    await decide(
      services,
      { ...taken, decisions: approveAll(taken), wideConfirmed: false },
      by('reviewer01'),
    );
    expect((await findAccount(ground.db, ground.ids.reporter01))?.state).toBe('active');
  });

  it('returned whole: says everything at once, and its names are free again', async () => {
    const { services, by } = ground;
    const taken = await ground.underReview(newAccounts('manager', 'user000'), null);
    const decisions = returnAll(taken, ['seal-missing', 'telephone-wrong'], '');
    const returned = await decide(services, { ...taken, decisions, wideConfirmed: false }, by('reviewer01'));
    expect(returned.state).toBe('returned');
    // A letter application tells its filler; the applicants are told of scan applications only.
    expect((await mailsIn(ground.db)).at(-1)).toBe('application-returned filler@hospital.example');
    expect((await mailsIn(ground.db)).filter((mail) => mail.startsWith('application-returned'))).toHaveLength(
      1,
    );
    expect(formToStartFrom(returned)).toEqual(returned.form);
    const again = await ground.file(newAccounts('manager', 'user000'), null);
    expect(again.state).toBe('awaiting-letter');
  });

  it('withdrawn: by who filed it or a manager, in every state until the review, and told to the filler', async () => {
    const { services, by } = ground;
    const filed = await ground.file(newAccounts('reporter', 'tester111'), 'manager01');
    const withdrawn = await withdraw(services, filed, by('manager02'));
    expect(withdrawn).toMatchObject({ state: 'withdrawn', closedAt: ground.now, lapseDate: null });
    expect((await mailsIn(ground.db)).at(-1)).toBe('application-withdrawn filler@hospital.example');
    const publicOne = await ground.file(newAccounts('manager', 'user000'), null);
    expect((await withdraw(services, publicOne, by(null))).state).toBe('withdrawn');
    const reviewed = await ground.underReview(newAccounts('reporter', 'tester111'), 'manager01');
    await expect(withdraw(services, reviewed, by('manager01'))).rejects.toMatchObject({
      code: 'ERR_APPLICATION_STATE',
    });
  });

  it('can be handed over by its reviewer or a supervisor, with notes for colleagues', async () => {
    const { services, by, ids } = ground;
    const taken = await ground.underReview(newAccounts('manager', 'user000'), null);
    await addNote(services, { reference: taken.reference, note: ' 已電話確認 ' }, by('reviewer01'));
    const handed = await handOver(services, { ...taken, toAccountId: ids.reviewer02 }, by('reviewer01'));
    expect(handed.reviewer?.userName).toBe('reviewer02');
    const back = await handOver(services, { ...handed, toAccountId: ids.reviewer01 }, by('supervisor01'));
    expect(back.reviewer?.userName).toBe('reviewer01');
    expect(await listNotes(services, taken)).toEqual([
      { at: ground.now, author: { accountId: ids.reviewer01, userName: 'reviewer01' }, text: '已電話確認' },
    ]);
  });
});
