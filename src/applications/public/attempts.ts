import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import { addMinutes, toStoredTime } from '../../clock.js';
import type { Database } from '../../database/index.js';
import { addressKey, familyOf } from '../../ip-ranges/index.js';
import { Problem } from '../../problems/index.js';

/** What people who are not logged in may do only so often: by scope, how many times in how many minutes. */
export const attemptLimits = {
  /** Forms sent to be filed from one source address, good or not. */
  file: { count: 30, minutes: 60 },
  /** Codes asked for from one source address. */
  'ask-from': { count: 20, minutes: 15 },
  /** Codes asked for one reference number, whether or not it exists: nobody's mailbox is filled. */
  'ask-about': { count: 5, minutes: 15 },
} as const;

/**
 * Counts one attempt.
 *
 * @param subject is hashed before it is stored
 * @returns the problem to answer with when there were too many; then nothing was counted
 */
export async function countPublicAttempt(
  trx: Knex.Transaction,
  scope: keyof typeof attemptLimits,
  subject: string,
  at: Date,
): Promise<Problem | undefined> {
  const key = { scope, subject_hash: createHash('sha256').update(`${scope}\n${subject}`).digest() };
  // Written first, so that attempts at the same time count one by one.
  await trx('public_attempts')
    .insert({ ...key, attempts: 0, counted_from: toStoredTime(at) })
    .onConflict(['scope', 'subject_hash'])
    .merge({ scope });
  const row = await trx<AttemptRow>('public_attempts').where(key).forUpdate().first();
  if (row === undefined) throw new TypeError('The counter was written and is not there.');
  const { count, minutes } = attemptLimits[scope];
  const endsAt = addMinutes(new Date(row.counted_from), minutes);
  if (endsAt <= at) {
    await trx('public_attempts')
      .where(key)
      .update({ attempts: 1, counted_from: toStoredTime(at) });
    return undefined;
  }
  if (row.attempts >= count) {
    const left = Math.max(1, Math.ceil((endsAt.getTime() - at.getTime()) / 60_000));
    return new Problem('ERR_TOO_MANY_REQUESTS', { params: { minutes: left } });
  }
  await trx('public_attempts').where(key).increment('attempts', 1);
  return undefined;
}

/** One IPv4 address, or the /64 network of an IPv6 address: a host takes new addresses from it as it likes. */
export function sourceOf(address: string): string {
  const key = addressKey(address);
  if (key === undefined) return address;
  return familyOf(key) === 'ipv6' ? key.slice(0, 16) : key;
}

/** Deletes counters that no longer count; gives how many. */
export function deleteOldAttempts(db: Database, at: Date): Promise<number> {
  return db('public_attempts')
    .where('counted_from', '<', toStoredTime(addMinutes(at, -60)))
    .delete();
}

interface AttemptRow {
  readonly scope: string;
  readonly subject_hash: Buffer;
  readonly attempts: number;
  readonly counted_from: string;
}
