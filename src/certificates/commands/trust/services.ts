import { join } from 'node:path';
import type { Clock, RandomBytes } from '../../../clock.js';
import { type Database, inTransaction } from '../../../database/index.js';
import type { Fetch } from '../../revocation/fetch-bounded.js';
import { loadTrust } from '../../trust.js';
import { type FolderList, readTrustFolder } from '../../trust-list/adopt-folder.js';
import type { ListSupervisors, TrustActor } from '../../trust-list/services.js';
import { readTrustList } from '../../trust-list/store.js';
import { choicesOf, type TrustList, trustOf } from '../../trust-list/trust-list.js';
import { loadTrustSettings } from '../../trust-settings.js';

/** What the commands of the trust list work with. */
export interface TrustServices {
  /** Folder with `anchors/`, `crls/` and `trust.json`. */
  readonly trustDirectory: string;
  readonly mode: 'production' | 'demo';
  readonly openDatabase: () => Promise<Database>;
  readonly listSupervisors: ListSupervisors;
  /** The user at this computer who runs the command, for the audit trail. */
  readonly operator: string;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  readonly fetch: Fetch;
}

/** Where the parts of the trust list lie. */
export function trustFiles(trustDirectory: string) {
  return {
    anchors: join(trustDirectory, 'anchors'),
    crls: join(trustDirectory, 'crls'),
    settings: join(trustDirectory, 'trust.json'),
  };
}

/** Opens the database for a command, and closes it whatever comes. */
export async function withDatabase<T>(
  { openDatabase }: Pick<TrustServices, 'openDatabase'>,
  work: (db: Database) => Promise<T>,
): Promise<T> {
  const db = await openDatabase();
  try {
    return await work(db);
  } finally {
    await db.destroy();
  }
}

/** The list that counts: the database's, or the folder's while no gateway has taken it over. */
export async function readCurrentList(
  db: Database,
  trustDirectory: string,
): Promise<TrustList & { readonly folder: FolderList }> {
  const list = await inTransaction(db, readTrustList);
  if (list.version > 0) return { ...list, folder: { entries: [] } };
  const folder = await readTrustFolder(trustFiles(trustDirectory).anchors);
  return { version: 0, entries: folder.entries, folder };
}

/**
 * What commands that look at the trust list need of it.
 *
 * @throws TypeError with a sentence for the operator when the list or `trust.json` cannot be used
 */
export async function readTrust(services: TrustServices) {
  const files = trustFiles(services.trustDirectory);
  const list = await withDatabase(services, (db) => readCurrentList(db, services.trustDirectory));
  // Says what an operator has to do when there is nothing yet.
  if (list.entries.length === 0) await loadTrust(files.anchors);
  const settings = choicesOf(list, await loadTrustSettings(files.settings));
  return { files, settings, trust: trustOf(list) };
}

/** The operator as the audit trail and proposals name one. */
export function operatorOf({ operator }: Pick<TrustServices, 'operator'>): TrustActor {
  return { accountId: null, userName: operator, audit: { actor: null, address: null, reference: null } };
}
