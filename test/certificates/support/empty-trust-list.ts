import type { Database } from '../../../src/database/index.js';

/** Takes the trust list and its proposals back to where no gateway has started yet. */
export async function emptyTrustList(db: Database): Promise<void> {
  await db('trust_proposals').delete();
  await db('trust_authorities').delete();
  await db('trust_list').update({ version: 0 });
}
