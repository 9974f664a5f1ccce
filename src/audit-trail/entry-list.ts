import type { List } from '../web/lists/index.js';
import { type Entry, readEntry } from './entry.js';
import { nameAction, nameTarget } from './name-action.js';

/** A row of `audit_entries` as the list selects it. */
export interface EntryRow {
  readonly seq: number;
  readonly bytes: Buffer;
}

/** The audit trail, the latest entry first. */
export function entryList(): List<EntryRow, Entry> {
  return {
    name: 'audit',
    title: 'audit-trail.title',
    nothingYet: 'audit-trail.empty',
    from: (db) => db('audit_entries'),
    select: ['audit_entries.seq', 'audit_entries.bytes'],
    id: 'audit_entries.seq',
    read: (_db, rows) => rows.map(({ bytes }) => readEntry(bytes)),
    order: { by: 'seq', direction: 'descending' },
    filters: [
      { kind: 'dates', key: 'at', label: 'audit-trail.at', column: 'audit_entries.at', holds: 'time' },
      {
        kind: 'text',
        key: 'actor',
        label: 'audit-trail.actor',
        hint: 'audit-trail.actor-hint',
        in: [{ column: 'audit_entries.actor', how: 'is' }],
      },
      {
        kind: 'text',
        key: 'action',
        label: 'audit-trail.action',
        hint: 'audit-trail.action-hint',
        in: [{ column: 'audit_entries.action', how: 'starts' }],
      },
      {
        kind: 'text',
        key: 'target',
        label: 'audit-trail.target',
        hint: 'audit-trail.target-hint',
        in: [{ column: 'audit_entries.target_reference', how: 'is' }],
      },
      {
        kind: 'choice',
        key: 'outcome',
        label: 'audit-trail.outcome',
        column: 'audit_entries.outcome',
        options: (['done', 'refused'] as const).map((value) => ({
          value,
          text: (t) => t('audit-trail.outcome-name', { outcome: value }),
        })),
      },
    ],
    columns: [
      {
        kind: 'text',
        key: 'seq',
        heading: 'audit-trail.number',
        sort: 'audit_entries.seq',
        look: 'code',
        value: ({ seq }) => String(seq),
        href: ({ seq }) => `/agency/audit/${seq}`,
      },
      { kind: 'time', key: 'at', heading: 'audit-trail.at', value: ({ at }) => new Date(at) },
      {
        kind: 'text',
        key: 'actor',
        heading: 'audit-trail.actor',
        look: 'code',
        value: ({ actor }, t) => actor?.userName ?? t('audit-trail.nobody'),
        note: ({ address }) => address ?? undefined,
      },
      {
        kind: 'text',
        key: 'what',
        heading: 'audit-trail.what',
        value: ({ action }, t) => nameAction(action, t),
        note: ({ action }) => action,
      },
      {
        kind: 'text',
        key: 'action',
        heading: 'audit-trail.action',
        only: 'file',
        value: ({ action }) => action,
      },
      {
        kind: 'text',
        key: 'target',
        heading: 'audit-trail.target',
        look: 'long',
        value: ({ target }) => target?.reference ?? '',
        note: ({ target }, t) => (target === null ? undefined : nameTarget(target.kind, t)),
      },
      {
        kind: 'tag',
        key: 'outcome',
        heading: 'audit-trail.outcome',
        value: ({ outcome }, t) => t('audit-trail.outcome-name', { outcome }),
        tone: ({ outcome }) => (outcome === 'done' ? 'good' : 'bad'),
      },
      {
        kind: 'text',
        key: 'address',
        heading: 'audit-trail.address',
        only: 'file',
        value: ({ address }) => address ?? '',
      },
      {
        kind: 'text',
        key: 'institution',
        heading: 'audit-trail.institution',
        only: 'file',
        value: ({ actor }) => actor?.institutionCode ?? '',
      },
      {
        kind: 'text',
        key: 'detail',
        heading: 'audit-trail.detail',
        only: 'file',
        value: ({ detail }) => JSON.stringify(detail),
      },
      {
        kind: 'text',
        key: 'reference',
        heading: 'audit-trail.reference',
        only: 'file',
        value: ({ reference }) => reference ?? '',
      },
    ],
  };
}
