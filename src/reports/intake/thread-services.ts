import { randomBytes } from 'node:crypto';
import { type Clock, type RandomBytes, systemClock } from '../../clock.js';
import { connect, type Database, type DatabaseSettings, dialectOf } from '../../database/index.js';
import { createDocumentStore, type DocumentStore } from '../../documents/index.js';
import { type KeyMaterial, type Keyring, keyring } from '../../keys/index.js';

/** What the work in a thread is done with. */
export interface ThreadServices {
  readonly db: Database;
  readonly documents: DocumentStore;
  readonly keyring: Keyring;
  readonly clock: Clock;
  /** How many transactions may write rows at once. */
  readonly parallelWrites: number;
}

/** Opens the connections of a thread; they are kept from one task to the next. */
export function connectThread(settings: DatabaseSettings): Database {
  // One for each writer, one to look up known records, one for the progress.
  return connect(settings.dialect === 'sqlite' ? settings : { ...settings, poolSize: mariadbWriters + 2 });
}

/** So many keep two cores of the server busy while some of them wait for the disk. */
const mariadbWriters = 4;

/** Puts together what one task needs; the thread is where its clock and randomness come from. */
export function openThreadServices(
  db: Database,
  { documentDirectory, keys }: { readonly documentDirectory: string; readonly keys: KeyMaterial },
): ThreadServices {
  const random: RandomBytes = (size) => randomBytes(size);
  const ring = keyring(keys, random);
  return {
    db,
    documents: createDocumentStore({ directory: documentDirectory, keyring: ring, random }),
    keyring: ring,
    clock: systemClock,
    parallelWrites: dialectOf(db) === 'sqlite' ? 1 : mariadbWriters,
  };
}
