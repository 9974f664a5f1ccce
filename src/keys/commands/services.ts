import type { Clock, RandomBytes } from '../../clock.js';
import type { Database } from '../../database/index.js';
import type { KeyPurpose } from '../key-material.js';
import type { MasterKey } from '../master-key.js';
import type { SealedColumn } from '../sealed-columns/sealed-column.js';
import type { SealedStore } from '../sealed-columns/sealed-store.js';

/** What the commands on data keys work with. */
export interface KeyCommandServices {
  readonly openDatabase: () => Promise<Database>;
  /** The master key of this installation, or the one that a file or `pkcs11:` address names. */
  readonly readMasterKey: (source?: string) => Promise<MasterKey>;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly purposes: readonly KeyPurpose[];
  readonly columns: readonly SealedColumn[];
  /** What is sealed elsewhere. */
  readonly stores: readonly SealedStore[];
  /** Name of the operator in this computer's operating system, for the audit trail. */
  readonly operator: string;
}

/** Runs `work` with the database and closes it after. */
export async function withDatabase<T>(
  { openDatabase }: KeyCommandServices,
  work: (db: Database) => Promise<T>,
): Promise<T> {
  const db = await openDatabase();
  try {
    return await work(db);
  } finally {
    await db.destroy();
  }
}
