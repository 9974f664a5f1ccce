import type { Database } from '../../database/index.js';
import { findSession, type SessionCard } from './session-store.js';

/** The card a session was signed in with, for receipts; null when it was none. */
export async function findSessionCard(db: Database, sessionId: string): Promise<SessionCard | null> {
  return (await findSession(db, sessionId))?.card ?? null;
}
