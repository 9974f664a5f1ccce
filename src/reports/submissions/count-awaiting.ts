import type { Database } from '../../database/index.js';

/** How many submissions of an institution wait for its confirmation. */
export async function countAwaiting(db: Database, institutionId: number): Promise<number> {
  const [counted] = await db('submissions')
    .where({ institution_id: institutionId, state: 'awaiting-confirmation' })
    .count({ total: '*' });
  return Number(counted?.total ?? 0);
}
