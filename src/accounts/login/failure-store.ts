import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import { toStoredTime } from '../../clock.js';
import type { Database } from '../../database/index.js';
import { userNameKey } from '../user-name.js';

/** What is counted: failures of an account, failures from an address, and requests of programs from an address. */
export type CounterScope = 'account' | 'address' | 'program';

/** One counter. `subject` is hashed before it is stored: people type passwords where their user name belongs. */
export interface Counter {
  readonly scope: CounterScope;
  readonly subject: string;
}

export interface CounterState {
  readonly count: number;
  /** When it was last counted up; for programs' requests, when counting began. */
  readonly countedAt: Date;
  readonly lockedUntil: Date | null;
}

/** Reads a counter and locks it until the transaction ends, so that attempts at the same time count one by one. */
export async function lockCounter(trx: Knex.Transaction, counter: Counter, at: Date): Promise<CounterState> {
  const key = keyOf(counter);
  // Writing first, and by "on duplicate key", takes the row's exclusive lock at once; reading first would let two
  // attempts share it and then block each other.
  await trx('login_failures')
    .insert({ ...key, failures: 0, counted_at: toStoredTime(at), locked_until: null })
    .onConflict(['scope', 'subject'])
    .merge({ scope: key.scope });
  const row = await trx<CounterRow>('login_failures').where(key).forUpdate().first();
  if (row === undefined) throw new TypeError('The counter was written and is not there.');
  return {
    count: row.failures,
    countedAt: new Date(row.counted_at),
    lockedUntil: row.locked_until === null ? null : new Date(row.locked_until),
  };
}

/** Writes a counter that is locked. */
export async function writeCounter(
  trx: Knex.Transaction,
  counter: Counter,
  state: CounterState,
): Promise<void> {
  await trx('login_failures')
    .where(keyOf(counter))
    .update({
      failures: state.count,
      counted_at: toStoredTime(state.countedAt),
      locked_until: state.lockedUntil === null ? null : toStoredTime(state.lockedUntil),
    });
}

/**
 * Takes over telling of an account's pause: gives until when it lasts to the first who asks, and undefined to everybody
 * after, or when there is none.
 */
export async function claimPauseNotice(
  trx: Knex.Transaction,
  userName: string,
  at: Date,
): Promise<Date | undefined> {
  const key = keyOf({ scope: 'account', subject: userNameKey(userName) });
  const claimed = await trx('login_failures')
    .where(key)
    .where('locked_until', '>', toStoredTime(at))
    .where((told) => told.whereNull('told_until').orWhereRaw('told_until <> locked_until'))
    .update({ told_until: trx.ref('locked_until') });
  if (claimed !== 1) return undefined;
  const row = await trx<CounterRow>('login_failures').where(key).first();
  return row?.locked_until ? new Date(row.locked_until) : undefined;
}

/** Deletes counters that were not touched since `before`; gives how many. For a regular job. */
export function deleteOldCounters(db: Database, before: Date): Promise<number> {
  return db('login_failures').where('counted_at', '<', toStoredTime(before)).delete();
}

interface CounterRow {
  scope: CounterScope;
  subject: string;
  failures: number;
  counted_at: string;
  locked_until: string | null;
}

function keyOf({ scope, subject }: Counter): { scope: CounterScope; subject: string } {
  return { scope, subject: createHash('sha256').update(`${scope}\n${subject}`).digest('hex') };
}
