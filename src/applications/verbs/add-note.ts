import { appendAudit } from '../../audit/index.js';
import { inTransaction } from '../../database/index.js';
import { Problem } from '../../problems/index.js';
import { mostWords } from '../return-reasons.js';
import { capacitiesOf } from '../rules/capacities.js';
import type { ApplicationServices } from '../services.js';
import { findApplication } from '../store/application-store.js';
import { insertNote } from '../store/note-store.js';
import type { Deed } from './act.js';

/**
 * Leaves a note for colleagues of the agency, in whatever state the application is.
 *
 * @throws Problem `ERR_APPLICATION_UNKNOWN`; `ERR_FIELDS` with `note`; `ERR_APPLICATION_ERASED`
 */
export async function addNote(
  services: Pick<ApplicationServices, 'db' | 'keys'>,
  { reference, note }: { readonly reference: string; readonly note: string },
  { at, ...by }: Deed,
): Promise<void> {
  const text = note.normalize('NFC').trim();
  if (text === '') {
    throw new Problem('ERR_FIELDS', { fields: [{ field: 'note', code: 'ERR_APPLICATION_NOTE_MISSING' }] });
  }
  if ([...text].length > mostWords) {
    const params = { most: mostWords };
    throw new Problem('ERR_FIELDS', {
      fields: [{ field: 'note', code: 'ERR_APPLICATION_WORDS_LONG', params }],
    });
  }
  await inTransaction(services.db, async (trx) => {
    const application = await findApplication({ ...services, db: trx }, reference);
    const author = by.actor;
    const isStaff = author?.role === 'reviewer' || author?.role === 'supervisor';
    if (application === undefined || !isStaff || capacitiesOf(application, author).length === 0) {
      throw new Problem('ERR_APPLICATION_UNKNOWN');
    }
    if (application.erasedAt !== null) throw new Problem('ERR_APPLICATION_ERASED');
    await insertNote(trx, services.keys, application, { at, authorAccountId: author.accountId, text });
    await appendAudit(trx, {
      ...by,
      at,
      action: 'application.note',
      target: { kind: 'application', reference },
      outcome: 'done',
      personal: { text },
    });
  });
}
