import { deleteExpiredChallenges } from '../certificates/index.js';
import { addMinutes } from '../clock.js';
import type { Database } from '../database/index.js';
import { deleteExpiredCardCodes } from './cards/card-code-store.js';
import { deleteOldCounters } from './login/failure-store.js';
import { deleteExpiredResets } from './password-reset/reset-store.js';
import { deleteEndedSessions } from './sessions/session-store.js';

/** Deletes ended sessions, nonces nobody answered, codes nobody typed, links nobody used, and counters that no longer count. For a regular job. */
export async function deleteOldAccess(db: Database, at: Date): Promise<void> {
  await deleteEndedSessions(db, at);
  await deleteExpiredChallenges(db, at);
  await deleteExpiredCardCodes(db, at);
  await deleteExpiredResets(db, at);
  await deleteOldCounters(db, addMinutes(at, -24 * 60));
}
