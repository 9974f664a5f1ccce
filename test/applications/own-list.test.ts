import { expect, it } from 'vitest';
import { applicationList } from '../../src/applications/institution/application-list.js';
import { translate } from '../../src/locales/index.js';
import { type Cut, ordered, type Placed } from '../../src/web/lists/list-query.js';
import { describeOnEachDatabase } from '../support/databases.js';
import { newAccounts, openGround } from './support/ground.js';

const list = applicationList({ kind: 'own', accountId: 1 }, { today: '2026-11-30', language: 'zh-Hant' });
type Line = Parameters<Extract<(typeof list.columns)[number], { kind: 'text' }>['value']>[0];

const line: Line = {
  id: 1,
  reference: 'A1151122-7K3M9Q',
  kind: 'new-account',
  way: 'scan',
  state: 'submitted',
  due_date: '2026-11-27',
  lapse_date: '2027-01-21',
  created_at: '2026-11-20T01:00:00.000Z',
  submitted_at: '2026-11-20T01:00:00.000Z',
  userNames: ['tester111'],
};

it.each<[string, Partial<Line>, readonly (string | undefined)[]]>([
  ['late, while the agency has it', {}, ['2026年11月27日', '已逾預定日，我們會儘快處理']],
  ['due today', { due_date: '2026-11-30' }, ['2026年11月30日', undefined]],
  ['the applicant’s own turn', { state: 'awaiting-scan', due_date: null }, ['2027年1月21日', undefined]],
  ['closed', { state: 'approved' }, ['–', undefined]],
])('the applicant’s list shows the date of an application that is %s', (_name, change, shown) => {
  const column = list.columns.find(({ key }) => key === 'deadline');
  if (column?.kind !== 'text') throw new TypeError('The dates are shown as texts.');
  const t = (key: string) => translate('zh-Hant', key);
  const row = { ...line, ...change };
  expect([column.value(row, t), column.note?.(row, t)]).toEqual(shown);
});

describeOnEachDatabase('the applicant’s list', (open) => {
  it('begins with what is overdue, goes on by last day, and ends with what is closed, the latest first', async () => {
    const { db } = await open();
    const ground = await openGround(db);
    const filed = async (change: Readonly<Record<string, unknown>>) => {
      const { reference } = await ground.file(newAccounts('reporter', 'reporter77'), 'manager01');
      await db('applications').where({ reference }).update(change);
      await db('application_items').update({ claim: null });
      return reference;
    };
    const closedFirst = await filed({ state: 'approved', due_date: '2026-11-01' });
    const waiting = await filed({ state: 'awaiting-scan', due_date: null, lapse_date: '2026-12-24' });
    const dueLater = await filed({ state: 'submitted', due_date: '2026-12-01' });
    const overdue = await filed({ state: 'under-review', due_date: '2026-11-20' });
    const closedLast = await filed({ state: 'withdrawn', due_date: null });
    const scope = {
      kind: 'institution',
      institutionId: (await ground.read(overdue)).institution.id,
      accountId: ground.ids.manager01,
    } as const;
    const ownList = applicationList(scope, { today: '2026-11-22', language: 'zh-Hant' });
    const { by: sort, direction } = ownList.order;
    const read = (cut: Cut) => ordered(db, ownList, { sort, direction, conditions: [] }, cut);
    const rows: (Placed & { reference: string })[] = await read({ limit: 10 });
    expect(rows.map(({ reference }) => reference)).toEqual([
      overdue,
      dueLater,
      waiting,
      closedLast,
      closedFirst,
    ]);
    // It goes on from any of them, as beyond the numbered pages.
    for (const [at, row] of rows.entries()) {
      const behind = { value: row.list_value, id: row.list_id };
      expect(await read({ limit: 10, behind })).toEqual(rows.slice(at + 1));
    }
  });
});
