import type { Clock, RandomBytes } from '../clock.js';
import { type Database, inTransaction } from '../database/index.js';
import { addDataKey, type DataKey, listDataKeys, retireDataKey } from './data-keys/store.js';
import type { KeyMaterial, KeyPurpose, MaterialKey } from './key-material.js';
import { type Keyring, keyring } from './keyring.js';
import type { MasterKey } from './master-key.js';

export interface OpenKeysOptions {
  readonly db: Database;
  readonly masterKey: MasterKey;
  readonly random: RandomBytes;
  readonly clock: Clock;
  /** What this program seals and indexes; a key is made for each purpose that has none yet. */
  readonly purposes: readonly KeyPurpose[];
}

/** The keyring of this process, kept in step with the database. */
export interface Keys extends Keyring {
  /** The unwrapped keys of some purposes, for a worker thread's `keyring`. */
  material(...purposes: readonly string[]): KeyMaterial;
  /** Reads the keys again, after another process has made one. */
  refresh(): Promise<void>;
  /**
   * Makes a new active key for a purpose; what older ones sealed stays readable. Call `refresh` after the transaction.
   *
   * @throws TypeError for the purpose of a blind index, whose values would no longer be found
   */
  rotate(trx: Database, purpose: string): Promise<void>;
}

/**
 * Unwraps the data keys, making those that do not exist yet.
 *
 * @throws MasterKeyMismatchError when the database's keys are wrapped by another master key
 */
export async function openKeys(options: OpenKeysOptions): Promise<Keys> {
  const { random, purposes } = options;
  await addMissingKeys(options);
  let material = await unwrapAll(options);
  let ring = keyring(material, random);

  return {
    seal: (...value) => ring.seal(...value),
    open: (...value) => ring.open(...value),
    sealChunk: (...rows) => ring.sealChunk(...rows),
    openChunk: (...value) => ring.openChunk(...value),
    blindIndex: (...value) => ring.blindIndex(...value),
    deriveKey: (...from) => ring.deriveKey(...from),
    material: (...names) => ({ keys: material.keys.filter(({ purpose }) => names.includes(purpose)) }),
    async refresh() {
      material = await unwrapAll(options);
      ring = keyring(material, random);
    },
    async rotate(trx, name) {
      const purpose = purposes.find((declared) => declared.name === name);
      if (purpose === undefined) throw new TypeError(`No key of purpose "${name}" was opened.`);
      if (purpose.use === 'index')
        throw new TypeError('A blind index keeps its key; its values could not be found again.');
      await inTransaction(trx, async (transaction) => {
        await retireDataKey(transaction, name, options.clock());
        await addDataKey(transaction, await makeDataKey(options, purpose));
      });
    },
  };
}

/** The database's keys are wrapped by another master key than the one at hand. */
export class MasterKeyMismatchError extends Error {
  constructor(expected: string, given: string) {
    super(
      `The data keys are wrapped by master key ${expected}, but the configured one is ${given}. ` +
        'Give the gateway the key file that belongs to this database.',
    );
    this.name = 'MasterKeyMismatchError';
  }
}

async function addMissingKeys(options: OpenKeysOptions): Promise<void> {
  const active = new Set(
    (await listDataKeys(options.db)).filter((key) => key.active).map((key) => key.purpose),
  );
  for (const purpose of options.purposes) {
    checkPurpose(purpose);
    // Another process may add the same key at the same moment; the store keeps one, and both read that one.
    if (!active.has(purpose.name)) await addDataKey(options.db, await makeDataKey(options, purpose));
  }
}

async function unwrapAll({ db, masterKey, purposes }: OpenKeysOptions): Promise<KeyMaterial> {
  const declared = new Map(purposes.map(({ name, use }) => [name, use]));
  const rows = (await listDataKeys(db)).filter(({ purpose, use }) => declared.get(purpose) === use);
  return { keys: await Promise.all(rows.map((row) => unwrap(masterKey, row))) };
}

async function unwrap(masterKey: MasterKey, key: DataKey): Promise<MaterialKey> {
  const { id, purpose, use, active } = key;
  if (key.masterKeyId !== masterKey.id) throw new MasterKeyMismatchError(key.masterKeyId, masterKey.id);
  return { id, purpose, use, active, bytes: await masterKey.unwrap(key.wrapped, wrapContext(key)) };
}

async function makeDataKey(
  { masterKey, random, clock }: OpenKeysOptions,
  { name, use }: KeyPurpose,
): Promise<DataKey> {
  const id = random(8).toString('hex');
  const wrapped = await masterKey.wrap(random(32), wrapContext({ id, purpose: name, use }));
  return { id, purpose: name, use, active: true, masterKeyId: masterKey.id, wrapped, createdAt: clock() };
}

/** A wrapped key is bound to its own line of the table: neither id, purpose nor use can be exchanged. */
function wrapContext({ id, purpose, use }: Pick<DataKey, 'id' | 'purpose' | 'use'>): string {
  return `jianbao/data-key/v1\0${id}\0${purpose}\0${use}`;
}

function checkPurpose({ name }: KeyPurpose): void {
  if (!/^[a-z][a-z0-9-]{0,39}$/.test(name)) throw new TypeError(`"${name}" is no name of a key purpose.`);
}
