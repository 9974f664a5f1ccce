import type { Knex } from 'knex';
import type { Database } from '../../database/index.js';

/** How many submissions of an institution have been accepted so far. */
export async function countAcceptances(db: Database, institutionId: number): Promise<number> {
  const row = await db('institution_acceptances')
    .where({ institution_id: institutionId })
    .first<{ accepted: number } | undefined>('accepted');
  return row?.accepted ?? 0;
}

/** The same, and nobody else accepts one of this institution until the transaction ends. */
export async function lockAcceptances(trx: Knex.Transaction, institutionId: number): Promise<number> {
  await trx('institution_acceptances')
    .insert({ institution_id: institutionId, accepted: 0 })
    .onConflict('institution_id')
    .ignore();
  const row = await trx('institution_acceptances')
    .where({ institution_id: institutionId })
    .forUpdate()
    .first<{ accepted: number } | undefined>('accepted');
  if (row === undefined) throw new TypeError('The row to lock is not there.');
  return row.accepted;
}

/** Counts one more; gives its place among all of the institution. */
export async function addAcceptance(
  trx: Knex.Transaction,
  institutionId: number,
  before: number,
): Promise<number> {
  await trx('institution_acceptances')
    .where({ institution_id: institutionId })
    .update({ accepted: before + 1 });
  return before + 1;
}
