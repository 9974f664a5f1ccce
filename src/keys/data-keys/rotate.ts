import { type Database, inTransaction } from '../../database/index.js';
import type { KeyPurpose } from '../key-material.js';
import { stateOfKey } from './key-state.js';
import { addDataKey, lockDataKeys, retireDataKey } from './store.js';
import { type DataKeyMaker, makeDataKey, requireSameMaster } from './wrapping.js';

/**
 * How long a new key waits before it is used. Gateways read the table every five seconds, so each knows the key long
 * before another one's value sealed with it can reach it.
 */
export const noticeMilliseconds = 60_000;

/** A new key, and when it comes into use. */
export interface Rotation {
  readonly purpose: string;
  readonly keyId: string;
  readonly usedFrom: Date;
}

/**
 * Makes a new data key for a purpose, or joins the caller's transaction. Values sealed before stay readable.
 *
 * @throws MasterKeyMismatchError when the database's keys are wrapped by another master key
 * @throws RotationPendingError when the last new key is not in use yet
 * @throws TypeError for the purpose of a blind index, whose values would no longer be found
 */
export async function rotateDataKey(
  db: Database,
  maker: DataKeyMaker,
  purpose: KeyPurpose,
): Promise<Rotation> {
  if (purpose.use === 'index') {
    throw new TypeError('A blind index keeps its key; its values could not be found again.');
  }
  return inTransaction(db, async (trx) => {
    const now = maker.clock();
    const all = await lockDataKeys(trx);
    requireSameMaster(maker.masterKey, all);
    const keys = all.filter((key) => key.purpose === purpose.name);
    if (keys.some((key) => stateOfKey(key, keys, now) === 'next'))
      throw new RotationPendingError(purpose.name);
    const fresh = await makeDataKey(maker, purpose);
    const usedFrom = keys.length === 0 ? now : new Date(now.getTime() + noticeMilliseconds);
    await retireDataKey(trx, purpose.name, usedFrom);
    await addDataKey(trx, fresh);
    return { purpose: purpose.name, keyId: fresh.id, usedFrom };
  });
}

/** The purpose has a new key already that waits for its time. */
export class RotationPendingError extends Error {
  constructor(purpose: string) {
    super(`The newest key of "${purpose}" is not in use yet; it comes into use a minute after it was made.`);
    this.name = 'RotationPendingError';
  }
}
