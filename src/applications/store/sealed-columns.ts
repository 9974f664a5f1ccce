import type { SealedColumn } from '../../keys/index.js';
import { contextOf } from './sealed.js';

const parent = { table: 'applications', by: 'application_id', bound: ['reference'] };

/** What the tables of applications hold sealed. */
export const applicationSealedColumns: readonly SealedColumn[] = [
  {
    table: 'applications',
    column: 'sealed_form',
    purpose: 'applications',
    key: ['id'],
    bound: ['reference'],
    contextOf: (row) => contextOf(String(row.reference), 'form'),
  },
  {
    table: 'application_events',
    column: 'sealed_words',
    purpose: 'applications',
    key: ['id'],
    parent,
    contextOf: (row) => contextOf(String(row.reference), 'words'),
  },
  {
    table: 'application_notes',
    column: 'sealed_text',
    purpose: 'applications',
    key: ['id'],
    parent,
    contextOf: (row) => contextOf(String(row.reference), 'note'),
  },
];
