import type { Knex } from 'knex';
import { toStoredTime } from '../../clock.js';
import type { Database } from '../../database/index.js';
import type { SearchCriteria } from './criteria.js';

/** A search that was made: its address names nothing but its id. */
export interface RecordSearch {
  /** 22 characters, base64url. */
  readonly id: string;
  /** The first 16 bytes of the keyed hash of an ID number. */
  readonly workerIndex: Buffer | null;
  /** With the ID number as it may be shown: `A1******89`. */
  readonly criteria: SearchCriteria & { readonly worker?: string };
  /** What the agency's staff searched for. */
  readonly reason: string | null;
}

/** Keeps a search of an account for a while, and forgets those whose time is over. */
export async function keepSearch(
  trx: Knex.Transaction,
  { id, workerIndex, criteria, reason }: RecordSearch,
  accountId: number,
  at: Date,
): Promise<void> {
  await trx('record_searches').where('expires_at', '<', toStoredTime(at)).delete();
  await trx('record_searches').insert({
    id,
    account_id: accountId,
    worker_index: workerIndex,
    criteria: JSON.stringify(criteria),
    reason,
    expires_at: toStoredTime(new Date(at.getTime() + searchMilliseconds)),
  });
}

/** How long the results of a search can be turned over. */
const searchMilliseconds = 60 * 60_000;

/** The search with an id, if this account made it and its time is not over. */
export async function findSearch(
  db: Database,
  id: string,
  accountId: number,
  at: Date,
): Promise<RecordSearch | undefined> {
  const row = await db('record_searches')
    .where({ id, account_id: accountId })
    .where('expires_at', '>=', toStoredTime(at))
    .first<{ worker_index: Buffer | null; criteria: string; reason: string | null } | undefined>();
  if (row === undefined) return undefined;
  return { id, workerIndex: row.worker_index, criteria: JSON.parse(row.criteria), reason: row.reason };
}
