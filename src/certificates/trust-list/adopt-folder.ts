import { dirname, join } from 'node:path';
import type { Knex } from 'knex';
import { appendAudit } from '../../audit/index.js';
import { listFiles } from '../list-files.js';
import { type Authority, authorityOf, readCertificates } from '../trust.js';
import { loadTrustSettings, settingsOfAnchor } from '../trust-settings.js';
import { insertAuthority, lockTrustList, raiseVersion } from './store.js';

/** What a folder of anchors and the `trust.json` beside it say; at first, the list is taken over from there. */
export interface FolderList {
  readonly entries: readonly FolderEntry[];
}

interface FolderEntry {
  readonly authority: Authority;
  readonly revocation: ReturnType<typeof settingsOfAnchor>['revocation'] | null;
}

/**
 * Reads the folder, each certificate once.
 *
 * @throws TypeError with a sentence for the operator when the folder or a file in it cannot be used
 */
export async function readTrustFolder(anchorsDirectory: string): Promise<FolderList> {
  const settings = await loadTrustSettings(join(dirname(anchorsDirectory), 'trust.json'));
  const files = await listFiles(anchorsDirectory, ['.crt', '.cer', '.pem', '.der']);
  const certificates = (await Promise.all(files.map(readCertificates))).flat();
  const unique = new Map(certificates.map((certificate) => [certificate.fingerprint, certificate]));
  return {
    entries: [...unique.values()].map(authorityOf).map((authority) => ({
      authority,
      revocation: authority.isAnchor ? settingsOfAnchor(settings, authority.keyId).revocation : null,
    })),
  };
}

/**
 * Takes the folder's list over into the database, unless the database has one already; from then on only the database's
 * counts. Locks the list.
 */
export async function adoptFolder(trx: Knex.Transaction, { entries }: FolderList, at: Date): Promise<void> {
  if ((await lockTrustList(trx)) > 0) return;
  for (const entry of entries) await insertAuthority(trx, entry, at);
  await raiseVersion(trx);
  if (entries.length === 0) return;
  await appendAudit(trx, {
    at,
    actor: null,
    address: null,
    action: 'trust.adopt',
    target: { kind: 'trust', reference: 'anchors' },
    outcome: 'done',
    detail: {
      certificates: entries.map(({ authority: { certificate, keyId }, revocation }) => ({
        keyId,
        fingerprint: certificate.fingerprint,
        revocation,
      })),
    },
    reference: null,
  });
}
