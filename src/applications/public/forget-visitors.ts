import type { Database } from '../../database/index.js';
import { deleteOldAsks } from '../progress/ask-store.js';
import { deleteOldAttempts } from './attempts.js';
import { deleteOldDrafts } from './draft-store.js';

/** Deletes what people who are not logged in have left and whose time is over; gives how much. For a regular job. */
export async function forgetVisitors(db: Database, at: Date): Promise<number> {
  return (await deleteOldDrafts(db, at)) + (await deleteOldAsks(db, at)) + (await deleteOldAttempts(db, at));
}
