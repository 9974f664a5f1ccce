import type { Knex } from 'knex';
import type { Database } from './connect.js';
import { translateDatabaseError } from './translate-error.js';

/**
 * Runs `work` in a transaction, or joins the one that `db` already is. What `work` throws rolls everything back.
 *
 * @throws Problem `ERR_CONFLICT` or `ERR_UNAVAILABLE` for what the database reports so; other errors pass as they are
 */
export async function inTransaction<T>(
  db: Database,
  work: (trx: Knex.Transaction) => Promise<T>,
): Promise<T> {
  if (isTransaction(db)) return work(db);
  try {
    return await db.transaction(work);
  } catch (error) {
    throw translateDatabaseError(error);
  }
}

function isTransaction(db: Database): db is Knex.Transaction {
  return db.isTransaction === true;
}
