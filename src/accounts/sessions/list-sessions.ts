import type { Database } from '../../database/index.js';
import { Problem } from '../../problems/index.js';
import { findAccount } from '../account-store.js';
import { earlier } from './begin-session.js';
import { deleteSession, type StoredSession, sessionsOfAccount } from './session-store.js';

/** A session of mine, as the page lists it. */
export interface ListedSession {
  readonly handle: string;
  readonly kind: StoredSession['kind'];
  readonly address: string;
  readonly userAgent: string;
  readonly createdAt: Date;
  readonly seenAt: Date;
  readonly endsAt: Date;
  readonly isThisOne: boolean;
}

/** The account's sessions that are alive, the latest used first. */
export async function listSessions(
  db: Database,
  { accountId, sessionId, at }: { readonly accountId: number; readonly sessionId: string; readonly at: Date },
): Promise<readonly ListedSession[]> {
  const account = await findAccount(db, accountId);
  const sessions = await sessionsOfAccount(db, accountId);
  return sessions
    .filter(({ idleEndsAt, endsAt }) => idleEndsAt > at && endsAt > at)
    .filter(({ accountGeneration }) => accountGeneration === account?.generation)
    .map((session) => ({
      handle: session.handle,
      kind: session.kind,
      address: session.address,
      userAgent: session.userAgent,
      createdAt: session.createdAt,
      seenAt: session.seenAt,
      endsAt: earlier(session.idleEndsAt, session.endsAt),
      isThisOne: session.id === sessionId,
    }));
}

/**
 * Ends one of the account's own sessions.
 *
 * @throws Problem `ERR_SESSION_UNKNOWN` when the account has no such session
 */
export async function endOwnSession(db: Database, accountId: number, handle: string): Promise<void> {
  const session = (await sessionsOfAccount(db, accountId)).find((one) => one.handle === handle);
  if (session === undefined || !(await deleteSession(db, session.id)))
    throw new Problem('ERR_SESSION_UNKNOWN');
}

/** Ends every session of the account but one; gives how many. */
export async function endOtherSessions(db: Database, accountId: number, sessionId: string): Promise<number> {
  const others = (await sessionsOfAccount(db, accountId)).filter(({ id }) => id !== sessionId);
  for (const { id } of others) await deleteSession(db, id);
  return others.length;
}
