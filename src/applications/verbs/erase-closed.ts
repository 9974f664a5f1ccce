import type { Knex } from 'knex';
import { byOperator } from '../../accounts/index.js';
import { appendAudit } from '../../audit/index.js';
import { addMinutes, toStoredTime } from '../../clock.js';
import { inTransaction } from '../../database/index.js';
import { forgetDocuments } from '../../documents/index.js';
import type { ApplicationServices } from '../services.js';
import { closedStates } from '../transitions.js';

/**
 * Deletes the personal data of closed, unapproved applications some days after they were closed: the form, the filler's
 * address, user names that were not approved, files, own words and notes. Number, dates and outcome stay. Each in a
 * transaction of its own. For the daily job: run twice it finds nothing, missed it catches up.
 *
 * @returns how many were erased
 */
export async function eraseClosed(
  { db, settings }: Pick<ApplicationServices, 'db' | 'settings'>,
  at: Date,
): Promise<number> {
  const before = toStoredTime(addMinutes(at, -settings.eraseDays * 24 * 60));
  const due = await db('applications')
    .whereIn('state', [...erasable])
    .whereNull('erased_at')
    .where('closed_at', '<', before)
    .orderBy('id')
    .pluck<number[]>('id');
  let erased = 0;
  for (const id of due) {
    if (await inTransaction(db, (trx) => erase(trx, id, at))) erased += 1;
  }
  return erased;
}

const erasable = closedStates.filter((state) => state !== 'approved');

async function erase(trx: Knex.Transaction, id: number, at: Date): Promise<boolean> {
  const erased = await trx('applications')
    .where({ id })
    .whereNull('erased_at')
    .update({
      erased_at: toStoredTime(at),
      sealed_form: null,
      filler_email_index: null,
      version: trx.raw('version + 1'),
    });
  if (erased === 0) return false;
  await trx('application_items')
    .where({ application_id: id })
    .whereNot({ outcome: 'approved' })
    .update({ user_name: null, user_name_key: null });
  await trx('application_events').where({ application_id: id }).update({ sealed_words: null });
  await trx('application_notes').where({ application_id: id }).update({ sealed_text: null });
  const files = await trx('application_documents')
    .where({ application_id: id })
    .pluck<string[]>('document_id');
  await trx('application_documents').where({ application_id: id }).delete();
  await forgetDocuments(trx, files);
  const row = await trx('applications').where({ id }).first<{ reference: string }>('reference');
  await appendAudit(trx, {
    ...byOperator,
    at,
    action: 'application.erase',
    target: { kind: 'application', reference: row.reference },
    outcome: 'done',
    detail: { files: files.length },
  });
  return true;
}
