import type { Clock, RandomBytes } from '../../clock.js';
import type { KeyPurpose } from '../key-material.js';
import { type MasterKey, MasterKeyMismatchError } from '../master-key.js';
import type { DataKey } from './store.js';

export interface DataKeyMaker {
  readonly masterKey: MasterKey;
  readonly random: RandomBytes;
  readonly clock: Clock;
}

/** Makes a data key for a purpose, wrapped. */
export async function makeDataKey(
  { masterKey, random, clock }: DataKeyMaker,
  { name, use }: KeyPurpose,
): Promise<DataKey> {
  const id = random(8).toString('hex');
  const wrapped = await masterKey.wrap(random(32), wrapContext({ id, purpose: name, use }));
  return {
    id,
    purpose: name,
    use,
    masterKeyId: masterKey.id,
    wrapped,
    createdAt: clock(),
    retiredAt: null,
  };
}

/**
 * A new key joins only keys of the same master key: with two of them in one table no gateway could start.
 *
 * @throws MasterKeyMismatchError
 */
export function requireSameMaster(masterKey: MasterKey, keys: readonly DataKey[]): void {
  const other = keys.find(({ masterKeyId }) => masterKeyId !== masterKey.id);
  if (other !== undefined) throw new MasterKeyMismatchError(other.masterKeyId, masterKey.id);
}

/**
 * The 32 bytes of a data key.
 *
 * @throws MasterKeyMismatchError when another master key wrapped it; Error when the line was altered
 */
export async function unwrapDataKey(masterKey: MasterKey, key: DataKey): Promise<Buffer> {
  if (key.masterKeyId !== masterKey.id) throw new MasterKeyMismatchError(key.masterKeyId, masterKey.id);
  return masterKey.unwrap(key.wrapped, wrapContext(key));
}

/** The same data key under another master key. */
export async function rewrapDataKey(key: DataKey, from: MasterKey, to: MasterKey): Promise<DataKey> {
  const bytes = await unwrapDataKey(from, key);
  return { ...key, masterKeyId: to.id, wrapped: await to.wrap(bytes, wrapContext(key)) };
}

/** A wrapped key is bound to its own line of the table: neither id, purpose nor use can be exchanged. */
function wrapContext({ id, purpose, use }: Pick<DataKey, 'id' | 'purpose' | 'use'>): string {
  return `jianbao/data-key/v1\0${id}\0${purpose}\0${use}`;
}
