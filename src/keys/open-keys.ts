import type { Database } from '../database/index.js';
import { stateOfKey } from './data-keys/key-state.js';
import { addDataKey, type DataKey, listDataKeys } from './data-keys/store.js';
import { type DataKeyMaker, makeDataKey, requireSameMaster, unwrapDataKey } from './data-keys/wrapping.js';
import type { KeyMaterial, KeyPurpose, MaterialKey } from './key-material.js';
import { type Keyring, keyring } from './keyring.js';

export interface OpenKeysOptions extends DataKeyMaker {
  readonly db: Database;
  /** What this program seals and indexes; a key is made for each purpose that has none yet. */
  readonly purposes: readonly KeyPurpose[];
}

/** The keyring of this process, kept in step with the database. */
export interface Keys extends Keyring {
  /** The unwrapped keys of some purposes, for a worker thread's `keyring`. */
  material(...purposes: readonly string[]): KeyMaterial;
  /**
   * Reads the keys again: takes in those that another process made, and uses a new one once its time has come. Keys that
   * were unwrapped before are not unwrapped again, so a new master key disturbs nobody.
   *
   * @throws MasterKeyMismatchError when a new key is wrapped by another master key; what was open stays open
   */
  refresh(): Promise<void>;
}

/**
 * Unwraps the data keys, making those that do not exist yet.
 *
 * @throws MasterKeyMismatchError when the database's keys are wrapped by another master key
 */
export async function openKeys(options: OpenKeysOptions): Promise<Keys> {
  const { random } = options;
  await addMissingKeys(options);
  let material = await unwrapAll(options, new Map());
  let ring = keyring(material, random);

  return {
    seal: (...value) => ring.seal(...value),
    open: (...value) => ring.open(...value),
    sealChunk: (...rows) => ring.sealChunk(...rows),
    sealPacked: (...packed) => ring.sealPacked(...packed),
    openChunk: (...value) => ring.openChunk(...value),
    verify: (...value) => ring.verify(...value),
    reseal: (...value) => ring.reseal(...value),
    blindIndex: (...value) => ring.blindIndex(...value),
    blindIndexBlocks: (...blocks) => ring.blindIndexBlocks(...blocks),
    deriveKey: (...from) => ring.deriveKey(...from),
    material: (...names) => ({ keys: material.keys.filter(({ purpose }) => names.includes(purpose)) }),
    async refresh() {
      const known = new Map(material.keys.map((key) => [key.id, key.bytes]));
      material = await unwrapAll(options, known);
      ring = keyring(material, random);
    },
  };
}

async function addMissingKeys(options: OpenKeysOptions): Promise<void> {
  const keys = await listDataKeys(options.db);
  requireSameMaster(options.masterKey, keys);
  const existing = new Set(keys.filter(({ retiredAt }) => retiredAt === null).map((key) => key.purpose));
  for (const purpose of options.purposes) {
    checkPurpose(purpose);
    // Another process may add the same key at the same moment; the store keeps one, and both read that one.
    if (!existing.has(purpose.name)) await addDataKey(options.db, await makeDataKey(options, purpose));
  }
}

async function unwrapAll(
  { db, masterKey, clock, purposes }: OpenKeysOptions,
  known: ReadonlyMap<string, Uint8Array>,
): Promise<KeyMaterial> {
  const declared = new Map(purposes.map(({ name, use }) => [name, use]));
  const rows = (await listDataKeys(db)).filter(({ purpose, use }) => declared.get(purpose) === use);
  const now = clock();
  const unwrap = async (key: DataKey): Promise<MaterialKey> => ({
    id: key.id,
    purpose: key.purpose,
    use: key.use,
    active: stateOfKey(key, rows, now) === 'active',
    bytes: known.get(key.id) ?? (await unwrapDataKey(masterKey, key)),
  });
  return { keys: await Promise.all(rows.map(unwrap)) };
}

function checkPurpose({ name }: KeyPurpose): void {
  if (!/^[a-z][a-z0-9-]{0,39}$/.test(name)) throw new TypeError(`"${name}" is no name of a key purpose.`);
}
