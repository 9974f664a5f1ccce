import { expect, it } from 'vitest';
import { applicationList } from '../../src/applications/institution/application-list.js';
import { translate } from '../../src/locales/index.js';

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
