import type { List } from '../../web/lists/index.js';
import { faultKinds } from './fault.js';
import type { FaultRow } from './store.js';

/** What was found not to add up, the latest first. */
export const faultList: List<FaultRow, FaultRow> = {
  name: 'reconciliation-faults',
  title: 'reconciliation.title',
  nothingYet: 'reconciliation.nothing',
  from: (db) => db('reconciliation_faults'),
  select: ['reconciliation_faults.*'],
  id: 'reconciliation_faults.id',
  read: (_db, rows) => rows,
  order: { by: 'found-at', direction: 'descending' },
  filters: [
    {
      kind: 'choice',
      key: 'state',
      label: 'reconciliation.state-label',
      column: 'reconciliation_faults.state',
      options: (['open', 'ended'] as const).map((value) => ({
        value,
        text: (t) => t('reconciliation.state', { state: value }),
      })),
    },
    {
      kind: 'choice',
      key: 'kind',
      label: 'reconciliation.kind-label',
      column: 'reconciliation_faults.kind',
      options: faultKinds.map((value) => ({ value, text: (t) => t('reconciliation.kind', { kind: value }) })),
    },
  ],
  columns: [
    {
      kind: 'text',
      key: 'kind',
      heading: 'reconciliation.kind-label',
      value: ({ kind }, t) => t('reconciliation.kind', { kind }),
      note: ({ kind }, t) => t('reconciliation.next', { kind }),
    },
    {
      kind: 'text',
      key: 'subject',
      heading: 'reconciliation.subject',
      look: 'long',
      value: ({ subject }) => subject,
    },
    {
      kind: 'number',
      key: 'expected',
      heading: 'reconciliation.expected',
      value: (row) => Number(row.expected),
    },
    { kind: 'number', key: 'found', heading: 'reconciliation.found', value: (row) => Number(row.found) },
    {
      kind: 'tag',
      key: 'state',
      heading: 'reconciliation.state-label',
      value: ({ state }, t) => t('reconciliation.state', { state }),
      tone: ({ state }) => (state === 'open' ? 'bad' : 'good'),
    },
    {
      kind: 'time',
      key: 'found-at',
      heading: 'reconciliation.found-at',
      sort: 'reconciliation_faults.found_at',
      value: ({ found_at }) => new Date(found_at),
    },
    {
      kind: 'time',
      key: 'ended-at',
      only: 'file',
      heading: 'reconciliation.ended-at',
      value: ({ ended_at }) => (ended_at === null ? null : new Date(ended_at)),
    },
  ],
};
