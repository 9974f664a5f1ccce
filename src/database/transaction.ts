import type { Knex } from 'knex';
import type { Database } from './connect.js';
import { hasLostRace, translateDatabaseError } from './translate-error.js';

/**
 * Runs `work` in a transaction, or joins the one that `db` already is. What `work` throws rolls everything back.
 *
 * A transaction that the database gave up for another one, as a deadlock's victim or, in a Galera cluster, because another
 * node committed a change of the same rows first, is done again from its beginning; nothing of the first try is there
 * then. So `work` does nothing that must happen only once but to the database.
 *
 * @throws Problem `ERR_CONFLICT` or `ERR_UNAVAILABLE` for what the database reports so; other errors pass as they are
 */
export async function inTransaction<T>(
  db: Database,
  work: (trx: Knex.Transaction) => Promise<T>,
): Promise<T> {
  if (isTransaction(db)) return work(db);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.transaction(work);
    } catch (error) {
      if (attempt === mostAttempts || !hasLostRace(error)) throw translateDatabaseError(error);
    }
  }
}

/** Each time at least one other transaction has got through. */
const mostAttempts = 5;

function isTransaction(db: Database): db is Knex.Transaction {
  return db.isTransaction === true;
}
