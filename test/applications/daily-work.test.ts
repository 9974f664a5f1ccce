import { beforeAll, beforeEach, expect, it } from 'vitest';
import {
  addNote,
  decide,
  declarationVersion,
  fileDraft,
  listApplications,
  listEvents,
  tendApplications,
  withdraw,
} from '../../src/applications/index.js';
import { calendarOf } from '../../src/working-days/index.js';
import { describeOnEachDatabase } from '../support/databases.js';
import {
  emptyGround,
  type Ground,
  mailsIn,
  newAccounts,
  openGround,
  otherHospital,
} from './support/ground.js';

describeOnEachDatabase('the daily work on applications', (open) => {
  let ground: Ground;
  beforeAll(async () => {
    ground = await openGround((await open()).db);
  });
  beforeEach(() => emptyGround(ground));

  const on = (date: string) => new Date(`${date}T04:00:00.000Z`);
  const nothing = { lapsed: 0, erased: 0, dueDatesFilled: 0, calendarEnds: undefined };

  it('lapses what nobody went on with, the day after its last one, and tells the filler', async () => {
    const { services, by } = ground;
    const filed = await ground.file(newAccounts('manager', 'user000'), null);
    const draft = await fileDraft(
      services,
      {
        form: newAccounts('reporter', 'tester111'),
        language: 'zh-Hant',
        acceptedDeclaration: declarationVersion,
      },
      by('manager01'),
    );
    const sent = await ground.underReview(newAccounts('reporter', 'tester222'), 'manager01');
    await ground.db('mails').delete();
    expect(await tendApplications(services, on('2027-01-21'))).toEqual(nothing);
    expect(await tendApplications(services, on('2027-01-22'))).toEqual({ ...nothing, lapsed: 2 });
    expect(await tendApplications(services, on('2027-01-22'))).toEqual(nothing);
    expect((await ground.read(filed.reference)).state).toBe('lapsed');
    expect((await ground.read(draft.reference)).state).toBe('lapsed');
    expect((await ground.read(sent.reference)).state).toBe('under-review');
    expect(await mailsIn(ground.db)).toEqual(['application-lapsed filler@hospital.example']);
    // The name is free again.
    ground.now = on('2027-01-22');
    await ground.file(newAccounts('manager', 'user000'), null);
  });

  it('erases personal data of what was closed and not approved; number, dates and outcome stay', async () => {
    const { services, by } = ground;
    const taken = await ground.underReview(newAccounts('reporter', 'tester111', 'tester222'), 'manager01');
    await addNote(services, { reference: taken.reference, note: '電話未接' }, by('reviewer01'));
    const [first, second] = taken.items;
    await decide(
      services,
      {
        ...taken,
        decisions: [
          { itemId: first?.id ?? 0, outcome: 'approve' },
          { itemId: second?.id ?? 0, outcome: 'return', reasons: ['other'], words: '請附證明' },
        ],
        wideConfirmed: false,
      },
      by('reviewer01'),
    );
    expect((await tendApplications(services, on('2027-05-20'))).erased).toBe(0);
    expect((await tendApplications(services, on('2027-05-23'))).erased).toBe(1);
    expect((await tendApplications(services, on('2027-05-23'))).erased).toBe(0);
    const erased = await ground.read(taken.reference);
    expect(erased).toMatchObject({
      reference: taken.reference,
      state: 'returned',
      form: null,
      decidedAt: ground.now,
      erasedAt: on('2027-05-23'),
      items: [
        { userName: 'tester111', outcome: 'approved' },
        { userName: null, outcome: 'returned', reasons: ['other'] },
      ],
    });
    expect((await listEvents(services, erased)).map(({ words }) => words).join('')).toBe('');
    for (const table of ['application_documents', 'documents']) expect(await ground.db(table)).toEqual([]);
    expect(await ground.db('application_notes').pluck('sealed_text')).toEqual([null]);
    expect(await ground.db('applications').first('filler_email_index')).toEqual({ filler_email_index: null });
  });

  it('keeps the form of what was approved', async () => {
    const { services, by } = ground;
    const taken = await ground.underReview(newAccounts('manager', 'user000'), null);
    const decisions = taken.items.map(({ id }) => ({ itemId: id, outcome: 'approve' }) as const);
    await decide(services, { ...taken, decisions, wideConfirmed: false }, by('reviewer01'));
    expect((await tendApplications(services, on('2027-10-01'))).erased).toBe(0);
    expect((await ground.read(taken.reference)).form).toEqual(taken.form);
  });

  it('fills in due dates once the calendar knows them, and tells when it ends', async () => {
    const { by } = ground;
    const services = {
      ...ground.services,
      calendar: calendarOf({ years: { '2026': { off: [], workingSaturdays: [] } } }),
    };
    ground.now = on('2026-12-29');
    const sent = await ground.underReview(newAccounts('reporter', 'tester111'), 'manager01');
    await ground.db('applications').update({ due_date: null });
    expect(await tendApplications(services, ground.now)).toEqual({ ...nothing, calendarEnds: '2026-12-31' });
    expect(await tendApplications(ground.services, ground.now)).toEqual({ ...nothing, dueDatesFilled: 1 });
    expect((await ground.read(sent.reference)).dueDate).toBe('2027-01-06');
    await expect(withdraw(ground.services, sent, by('manager01'))).rejects.toMatchObject({
      code: 'ERR_APPLICATION_STATE',
    });
  });

  it('leaves lists that show each their own', async () => {
    const { db, services, by, ids } = ground;
    const first = await ground.underReview(newAccounts('manager', 'user000'), null);
    ground.now = on('2026-11-25');
    const second = await ground.underReview(newAccounts('reporter', 'tester111'), 'manager01', 'reviewer02');
    const draft = await fileDraft(
      services,
      {
        form: newAccounts('reporter', 'tester222'),
        language: 'zh-Hant',
        acceptedDeclaration: declarationVersion,
      },
      by('manager01'),
    );
    const page = { sort: 'dueDate', direction: 'ascending', limit: 20 } as const;
    const list = async (
      ...[scope, filter]: [Parameters<typeof listApplications>[1], Parameters<typeof listApplications>[2]]
    ) => {
      const { rows, next } = await listApplications(db, scope, filter, page);
      expect(next).toBeUndefined();
      return rows.map(({ reference }) => reference);
    };
    const agency = { kind: 'agency' } as const;
    const both = [first.reference, second.reference];
    expect(await list(agency, {})).toEqual(both);
    expect(await list(agency, { dueBefore: '2026-11-28' })).toEqual([first.reference]);
    expect(await list(agency, { reviewer: 'Reviewer02' })).toEqual([second.reference]);
    expect(await list(agency, { way: 'letter', kind: 'new-account' })).toEqual([first.reference]);
    expect(await list(agency, { states: ['approved'] })).toEqual([]);
    expect(await list(agency, { institutionCode: otherHospital })).toEqual([]);
    expect(await list(agency, { userName: 'USER000' })).toEqual([first.reference]);
    const institutionId = first.institution.id;
    expect(await list({ kind: 'institution', institutionId, accountId: ids.manager02 }, {})).toEqual(both);
    expect((await list({ kind: 'institution', institutionId, accountId: ids.manager01 }, {})).sort()).toEqual(
      [...both, draft.reference].sort(),
    );
    expect(await list({ kind: 'own', accountId: ids.reporter01 }, {})).toEqual([]);
    expect((await list({ kind: 'own', accountId: ids.manager01 }, {})).sort()).toEqual(
      [second.reference, draft.reference].sort(),
    );
    const latest = { ...page, direction: 'descending', limit: 1 } as const;
    const { rows, next } = await listApplications(db, agency, {}, latest);
    expect(rows).toMatchObject([{ reference: second.reference, userNames: ['tester111'] }]);
    const rest = await listApplications(db, agency, {}, { ...latest, behind: next });
    expect(rest).toMatchObject({ rows: [{ reference: first.reference }], next: undefined });
  });
});
