import { createHash } from 'node:crypto';
import { addMinutes, type Clock, type RandomBytes, toStoredTime } from '../../clock.js';
import { type Database, inTransaction } from '../../database/index.js';

/** How long a nonce may wait for its token (card-login.md). */
const minutesToAnswer = 5;

const nonceBytes = 32;

/**
 * Makes a nonce for the card to sign and keeps it for this session; an earlier one of the session is dropped.
 *
 * The nonce itself is stored, since programs answer with their session alone. Knowing it is of no use without the card.
 *
 * @param options.sessionId the stored session's key, or the handle a program was given in place of a session
 * @returns base64 of 32 random bytes, 44 characters, good for 5 minutes
 */
export async function issueChallenge(
  db: Database,
  options: { readonly sessionId: string; readonly clock: Clock; readonly random: RandomBytes },
): Promise<string> {
  const nonce = options.random(nonceBytes).toString('base64');
  const row = {
    session_hash: hashOf(options.sessionId),
    nonce,
    expires_at: toStoredTime(addMinutes(options.clock(), minutesToAnswer)),
  };
  await db('card_challenges').insert(row).onConflict('session_hash').merge();
  return nonce;
}

/**
 * Takes the session's nonce out of the store: one attempt each, and exactly one of two that come at once.
 *
 * Call it before anything else is looked at, and in a transaction that is committed even when the login is refused:
 * rolled back, the nonce would be there for a second attempt.
 *
 * @returns the nonce, or undefined when the session has none, or it is older than 5 minutes
 */
export async function takeChallenge(
  db: Database,
  options: { readonly sessionId: string; readonly at: Date },
): Promise<string | undefined> {
  const session_hash = hashOf(options.sessionId);
  return inTransaction(db, async (trx) => {
    const row = await trx<ChallengeRow>('card_challenges').where({ session_hash }).first();
    if (row === undefined) return undefined;
    // The row count decides who of two takers was first.
    const taken = await trx<ChallengeRow>('card_challenges')
      .where({ session_hash, nonce: row.nonce })
      .delete();
    if (taken !== 1 || row.expires_at <= toStoredTime(options.at)) return undefined;
    return row.nonce;
  });
}

/** Deletes nonces that nobody answered in time; gives how many. For a regular job. */
export function deleteExpiredChallenges(db: Database, at: Date): Promise<number> {
  return db('card_challenges').where('expires_at', '<=', toStoredTime(at)).delete();
}

interface ChallengeRow {
  session_hash: Buffer;
  nonce: string;
  expires_at: string;
}

function hashOf(sessionId: string): Buffer {
  return createHash('sha256').update(sessionId).digest();
}
