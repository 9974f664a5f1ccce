import { join } from 'node:path';
import type { Clock } from '../../clock.js';
import { type Database, inTransaction } from '../../database/index.js';
import { loadTrust } from '../trust.js';
import { adoptFolder, readTrustFolder } from './adopt-folder.js';
import { readTrustList, trustListVersion } from './store.js';
import type { TrustList } from './trust-list.js';

export interface TrustListPlace {
  readonly db: Database;
  /** Folder with `anchors/`, `crls/` and `trust.json`. */
  readonly trustDirectory: string;
  readonly clock: Clock;
}

/**
 * The trust list to begin with: the database's, which at the very first start is taken over from the folder.
 *
 * @throws TypeError with a sentence for the operator when there is no anchor anywhere
 */
export async function openTrustList({ db, trustDirectory, clock }: TrustListPlace): Promise<TrustList> {
  const anchorsDirectory = join(trustDirectory, 'anchors');
  if ((await trustListVersion(db)) === 0) {
    await loadTrust(anchorsDirectory);
    const folder = await readTrustFolder(anchorsDirectory);
    await inTransaction(db, (trx) => adoptFolder(trx, folder, clock()));
  }
  const list = await inTransaction(db, readTrustList);
  if (!list.entries.some(({ authority }) => authority.isAnchor)) {
    throw new TypeError('The trust list in the database has no anchor. Add one with "jianbao trust add".');
  }
  return list;
}

/**
 * What the folder says and the list in the database does not: files that an operator put there later, in the belief that
 * they count. One sentence each, for the log.
 */
export async function differencesOfFolder(
  list: TrustList,
  trustDirectory: string,
): Promise<readonly string[]> {
  const folder = await readTrustFolder(join(trustDirectory, 'anchors')).catch(() => ({ entries: [] }));
  return folder.entries.flatMap(({ authority, revocation }) => {
    const { fingerprint } = authority.certificate;
    const listed = list.entries.find((entry) => entry.authority.certificate.fingerprint === fingerprint);
    if (listed === undefined) return `${authority.keyId} (SHA-256 ${fingerprint}) is not on the trust list.`;
    if (listed.revocation === revocation) return [];
    return `${authority.keyId}: trust.json says ${revocation}, the trust list ${listed.revocation}, which counts.`;
  });
}
