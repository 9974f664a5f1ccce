import type { Database } from '../../database/index.js';

/** How many submissions of an institution wait for it: to be confirmed, or to be signed. */
export async function countAwaiting(db: Database, institutionId: number): Promise<number> {
  const [counted] = await db('submissions')
    .where({ institution_id: institutionId })
    .whereIn('state', ['awaiting-confirmation', 'awaiting-signature'])
    .count({ total: '*' });
  return Number(counted?.total ?? 0);
}
