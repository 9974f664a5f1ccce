import type { Database } from '../../../src/database/index.js';
import type { List } from '../../../src/web/lists/index.js';

/** An invented list with every kind of column and filter. */
export interface ParcelRow {
  readonly id: number;
  readonly number: string;
  readonly owner: string;
  readonly state: string;
  readonly weight: number | null;
  readonly packed_on: string | null;
  readonly sent_at: string;
}

export const parcelStates = ['packed', 'sent', 'lost'] as const;

const tones = { packed: 'plain', sent: 'good', lost: 'bad' } as const;

/** The parcels of one owner, or all. The texts are keys that the catalogue has anyhow. */
export function parcelList(owner?: string): List<ParcelRow, ParcelRow> {
  return {
    name: 'parcels',
    title: 'submission.list.title',
    nothingYet: 'submission.list.empty',
    from: (db) => (owner === undefined ? db('parcels') : db('parcels').where('parcels.owner', owner)),
    select: ['parcels.*'],
    id: 'parcels.id',
    read: (_db, rows) => rows,
    order: { by: 'sent', direction: 'descending' },
    filters: [
      {
        kind: 'text',
        key: 'q',
        label: 'submission.list.text',
        in: [
          { column: 'parcels.number', how: 'starts', letters: 'upper' },
          { column: 'parcels.owner', how: 'contains' },
        ],
      },
      {
        kind: 'choice',
        key: 'state',
        label: 'submission.status',
        column: 'parcels.state',
        options: parcelStates.map((value) => ({ value, text: () => value })),
      },
      {
        kind: 'dates',
        key: 'sent',
        label: 'submission.received-at',
        column: 'parcels.sent_at',
        holds: 'time',
      },
    ],
    columns: [
      {
        kind: 'text',
        key: 'number',
        heading: 'submission.number',
        sort: 'parcels.number',
        unique: true,
        look: 'code',
        value: ({ number }) => number,
        href: ({ number }) => `/parcels/${number}`,
      },
      {
        kind: 'text',
        key: 'owner',
        heading: 'submission.reporter',
        value: (row) => row.owner,
        note: ({ id }) => `#${id}`,
      },
      {
        kind: 'tag',
        key: 'state',
        heading: 'submission.status',
        value: ({ state }) => state,
        tone: ({ state }) => tones[state as keyof typeof tones],
      },
      {
        kind: 'number',
        key: 'weight',
        heading: 'submission.rows',
        sort: 'parcels.weight',
        value: ({ weight }) => weight,
      },
      {
        kind: 'date',
        key: 'packed',
        heading: 'submission.ended-at',
        only: 'file',
        value: (row) => row.packed_on,
      },
      {
        kind: 'time',
        key: 'sent',
        heading: 'submission.received-at',
        sort: 'parcels.sent_at',
        value: (row) => new Date(row.sent_at),
      },
      {
        kind: 'action',
        key: 'mend',
        heading: 'shell.change',
        value: (_row, t) => t('shell.change'),
        href: ({ number }) => `/parcels/${number}/change`,
        about: ({ number }) => number,
      },
    ],
  };
}

/** Makes the table with `count` rows: owners and states in turn, every fifth without a weight, many alike in it. */
export async function fillParcels(db: Database, count: number): Promise<void> {
  await db.schema.createTable('parcels', (table) => {
    table.increments('id');
    table.string('number', 20).notNullable().unique();
    table.string('owner', 60).notNullable();
    table.string('state', 10).notNullable();
    table.integer('weight').index();
    table.specificType('packed_on', 'CHAR(10)');
    table.specificType('sent_at', 'CHAR(24)').notNullable().index();
  });
  const rows = Array.from({ length: count }, (_, at) => parcelRow(at + 1));
  for (let at = 0; at < rows.length; at += 100) await db('parcels').insert(rows.slice(at, at + 100));
}

function parcelRow(id: number): ParcelRow {
  return {
    id,
    number: `P${String(id).padStart(6, '0')}`,
    owner: id % 3 === 0 ? '=王小明' : '陳怡君',
    state: parcelStates[id % 3] ?? 'packed',
    weight: id % 5 === 0 ? null : id % 7,
    packed_on: id % 4 === 0 ? null : '2026-02-28',
    // Two of a kind: the id has to tell them apart.
    sent_at: new Date(Date.UTC(2026, 0, 1) + Math.floor(id / 2) * 3_600_000).toISOString(),
  };
}
