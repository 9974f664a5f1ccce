import type { Request } from 'express';
import type { Clock } from '../../clock.js';
import type { Database } from '../../database/index.js';
import type { Account } from '../account.js';
import { findAccount } from '../account-store.js';
import { secretOf } from './cookie.js';
import { keyOfSecret } from './secret.js';
import { findSession, type StoredSession } from './session-store.js';

/**
 * Why a session is over: nothing was done for long, its whole time had passed, or the account was changed (role, ranges,
 * state, password or card). Which of these it was is in the mail to the holder, and told to nobody here.
 */
export type SessionEnd = 'idle' | 'whole' | 'changed';

/** Why a session is over; undefined while it is alive. */
export function endOfSession(
  session: Pick<StoredSession, 'accountId' | 'accountGeneration' | 'idleEndsAt' | 'endsAt'>,
  account: Pick<Account, 'state' | 'generation'> | undefined,
  at: Date,
): SessionEnd | undefined {
  if (session.endsAt <= at && session.idleEndsAt >= session.endsAt) return 'whole';
  if (session.idleEndsAt <= at || session.endsAt <= at) return 'idle';
  if (session.accountId === null) return undefined;
  const isOutdated = account?.state !== 'active' || account.generation !== session.accountGeneration;
  return isOutdated ? 'changed' : undefined;
}

/**
 * Why somebody who was signed in with the session that a request carries is so no more; only who has its secret is told.
 *
 * @returns undefined when nobody was, when it is alive, or when it was ended on purpose or is deleted by now
 */
export async function whyEnded(
  { db, clock }: { readonly db: Database; readonly clock: Clock },
  request: Request,
): Promise<SessionEnd | undefined> {
  const carried = secretOf(request);
  if (carried === undefined) return undefined;
  const session = await findSession(db, keyOfSecret(carried.secret));
  if (session === undefined || session.accountId === null) return undefined;
  return endOfSession(session, await findAccount(db, session.accountId), clock());
}
