import type { SealedColumn, SealedRow } from '../../keys/index.js';
import { contextOfDraft } from '../public/draft-store.js';
import { contextOfForm, contextOfText } from './sealed.js';

const parent = { table: 'applications', by: 'application_id', bound: ['reference'] };

/** What the tables of applications hold sealed. */
export const applicationSealedColumns: readonly SealedColumn[] = [
  {
    table: 'applications',
    column: 'sealed_form',
    purpose: 'applications',
    key: ['id'],
    bound: ['reference'],
    contextOf: (row) => contextOfForm(String(row.reference)),
  },
  {
    table: 'application_events',
    column: 'sealed_words',
    purpose: 'applications',
    key: ['id'],
    bound: ['at'],
    parent,
    contextOf: (row) => contextOfText({ ...placeOf(row), kind: 'words' }),
  },
  {
    table: 'application_notes',
    column: 'sealed_text',
    purpose: 'applications',
    key: ['id'],
    bound: ['at'],
    parent,
    contextOf: (row) => contextOfText({ ...placeOf(row), kind: 'note' }),
  },
  {
    table: 'public_drafts',
    column: 'sealed_content',
    purpose: 'applications',
    key: ['holder_hash', 'kind'],
    contextOf: (row) => contextOfDraft(row.holder_hash as Buffer, String(row.kind)),
  },
];

function placeOf({ reference, at }: SealedRow) {
  return { reference: String(reference), at: new Date(String(at)) };
}
