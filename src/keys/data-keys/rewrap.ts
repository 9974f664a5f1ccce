import { type Database, inTransaction } from '../../database/index.js';
import type { MasterKey } from '../master-key.js';
import { lockDataKeys, replaceWrapping } from './store.js';
import { rewrapDataKey } from './wrapping.js';

/**
 * Wraps every data key with another master key, all or none. The data keys stay what they are, so gateways that run go on
 * and no value is touched. Keys that the new master key wraps already are left alone.
 *
 * @returns how many were wrapped anew
 * @throws MasterKeyMismatchError when `from` is not the master key of this database; Error when a line was altered
 */
export async function rewrapDataKeys(db: Database, from: MasterKey, to: MasterKey): Promise<number> {
  return inTransaction(db, async (trx) => {
    const keys = (await lockDataKeys(trx)).filter(({ masterKeyId }) => masterKeyId !== to.id);
    for (const key of keys) await replaceWrapping(trx, await rewrapDataKey(key, from, to));
    return keys.length;
  });
}
