import type { Knex } from 'knex';
import { toStoredTime } from '../../clock.js';
import type { Database } from '../../database/index.js';
import type { Keyring } from '../../keys/index.js';
import type { Application, ApplicationNote } from '../application.js';
import { openText, sealText } from './sealed.js';

/** Adds a note for colleagues. */
export async function insertNote(
  trx: Knex.Transaction,
  keys: Keyring,
  { id, reference }: Pick<Application, 'id' | 'reference'>,
  note: { readonly at: Date; readonly authorAccountId: number; readonly text: string },
): Promise<void> {
  await trx('application_notes').insert({
    application_id: id,
    at: toStoredTime(note.at),
    author_account_id: note.authorAccountId,
    sealed_text: sealText(keys, { reference, kind: 'note', at: note.at }, note.text),
  });
}

/** The notes of an application, oldest first; erased ones are left out. */
export async function listNotes(
  { db, keys }: { readonly db: Database; readonly keys: Keyring },
  { id, reference }: Pick<Application, 'id' | 'reference'>,
): Promise<readonly ApplicationNote[]> {
  const rows: NoteRow[] = await db('application_notes')
    .join('accounts', 'accounts.id', 'application_notes.author_account_id')
    .where({ application_id: id })
    .whereNotNull('sealed_text')
    .orderBy('application_notes.id')
    .select('application_notes.*', 'accounts.user_name');
  return rows.map((row) => ({
    at: new Date(row.at),
    author: { accountId: Number(row.author_account_id), userName: row.user_name },
    text: openText(keys, { reference, kind: 'note', at: new Date(row.at) }, row.sealed_text),
  }));
}

interface NoteRow {
  at: string;
  author_account_id: number | string;
  user_name: string;
  sealed_text: Buffer;
}
