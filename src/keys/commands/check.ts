import { parseArgs } from 'node:util';
import type { CommandIo } from '../../commands.js';
import type { Database } from '../../database/index.js';
import { type DataKey, listDataKeys } from '../data-keys/store.js';
import { unwrapDataKey } from '../data-keys/wrapping.js';
import { type Keyring, keyring, UnsealError } from '../keyring.js';
import type { MasterKey } from '../master-key.js';
import { countAll } from '../sealed-columns/count-all.js';
import { readValues } from '../sealed-columns/read-values.js';
import type { SealedColumn, SealedRow } from '../sealed-columns/sealed-column.js';
import { type KeyCommandServices, withDatabase } from './services.js';

/**
 * `jianbao keys check [--values]`: whether the master key opens every data key, and every key that values name is there;
 * with `--values`, whether every value opens in its own place.
 *
 * @returns exit code: 0 all is well, 1 something is not (each fault is a line)
 * @throws KeyFileError, TokenKeyError when the master key cannot be read
 */
export async function run(args: string[], io: CommandIo, services: KeyCommandServices): Promise<number> {
  const { values } = parseArgs({ args, options: { values: { type: 'boolean' } }, strict: true });
  const masterKey = await services.readMasterKey();
  const faults = await withDatabase(services, async (db) => {
    const keys = await listDataKeys(db);
    const found = [...(await unopened(masterKey, keys)), ...(await lostKeys(db, services, keys))];
    if (values.values !== true || found.length > 0) return found;
    const ring = await ringOf(masterKey, keys, services);
    const unreadable: string[] = [];
    for (const column of services.columns) unreadable.push(...(await unreadableValues(db, ring, column)));
    return unreadable;
  });
  for (const fault of faults) io.stdout.write(`${fault}\n`);
  if (faults.length === 0) io.stdout.write('Every key opens, and no value names a key that is missing.\n');
  return faults.length === 0 ? 0 : 1;
}

async function unopened(masterKey: MasterKey, keys: readonly DataKey[]): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const key of keys) {
    const fault = await unwrapDataKey(masterKey, key).then(
      () => undefined,
      () =>
        `Key ${key.id} of "${key.purpose}" does not open with master key ${masterKey.id}; ${wrappedBy(key)}.`,
    );
    if (fault !== undefined) faults.push(fault);
  }
  return faults;
}

function wrappedBy({ masterKeyId }: DataKey): string {
  return `its line says it was wrapped by ${masterKeyId}`;
}

async function lostKeys(
  db: Database,
  services: KeyCommandServices,
  keys: readonly DataKey[],
): Promise<readonly string[]> {
  const known = new Set(keys.map(({ id, purpose }) => `${purpose} ${id}`));
  return (await countAll(db, services))
    .filter(({ purpose, keyId }) => !known.has(`${purpose} ${keyId}`))
    .map(
      ({ place, count, keyId }) =>
        `${place}: ${count} values were sealed with key ${keyId}, which is lost. Restore its line of data_keys from a backup.`,
    );
}

async function ringOf(
  masterKey: MasterKey,
  keys: readonly DataKey[],
  { random }: KeyCommandServices,
): Promise<Keyring> {
  const material = keys.map(async (key) => {
    const { id, purpose, use } = key;
    return { id, purpose, use, active: false, bytes: await unwrapDataKey(masterKey, key) };
  });
  return keyring({ keys: await Promise.all(material) }, random);
}

async function unreadableValues(
  db: Database,
  ring: Keyring,
  column: SealedColumn,
): Promise<readonly string[]> {
  const faults: string[] = [];
  let after: SealedRow | undefined;
  for (;;) {
    const cells = await readValues(db, column, { after, limit: 100 });
    for (const { row, sealed } of cells) {
      if (!isReadable(() => ring.verify(column.purpose, sealed, column.contextOf(row)))) {
        const place = JSON.stringify(Object.fromEntries(column.key.map((name) => [name, row[name]])));
        faults.push(`${column.table}.${column.column} ${place} does not open: it was altered or moved.`);
      }
    }
    after = cells.at(-1)?.row;
    if (after === undefined) return faults;
  }
}

function isReadable(open: () => void): boolean {
  try {
    open();
    return true;
  } catch (error) {
    if (error instanceof UnsealError) return false;
    throw error;
  }
}
