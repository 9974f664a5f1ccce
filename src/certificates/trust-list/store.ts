import type { Knex } from 'knex';
import { toStoredTime } from '../../clock.js';
import type { Database } from '../../database/index.js';
import { parseCertificate } from '../certificate.js';
import type { RevocationWay } from '../revocation/chosen-source.js';
import { authorityOf } from '../trust.js';
import type { ListedAuthority, TrustList } from './trust-list.js';

/** The version of the list: changed when the list has. Cheap enough to be asked every few seconds. */
export async function trustListVersion(db: Database): Promise<number> {
  return versionIn(await db<HeadRow>('trust_list').where({ id: 1 }).first());
}

/** Locks the list until the transaction ends; gives its version. */
export async function lockTrustList(trx: Knex.Transaction): Promise<number> {
  return versionIn(await trx<HeadRow>('trust_list').where({ id: 1 }).forUpdate().first());
}

/** The list and its version. Version and entries belong together when `db` is a transaction. */
export async function readTrustList(db: Database): Promise<TrustList> {
  const version = await trustListVersion(db);
  const rows = await db<AuthorityRow>('trust_authorities').orderBy('id');
  return { version, entries: rows.map(toEntry) };
}

/** Writes a certificate onto the list. */
export async function insertAuthority(
  trx: Knex.Transaction,
  { authority: { certificate, keyId }, revocation }: ListedAuthority,
  at: Date,
): Promise<void> {
  await trx('trust_authorities').insert({
    fingerprint: Buffer.from(certificate.fingerprint, 'hex'),
    key_id: keyId,
    certificate: certificate.der.toString('base64'),
    revocation,
    added_at: toStoredTime(at),
  });
}

/** Takes a certificate off the list. */
export async function deleteAuthority(trx: Knex.Transaction, fingerprint: string): Promise<void> {
  await trx('trust_authorities')
    .where({ fingerprint: Buffer.from(fingerprint, 'hex') })
    .delete();
}

/** Sets where the status of certificates below an anchor comes from; all certificates of one key go together. */
export async function setRevocation(
  trx: Knex.Transaction,
  keyId: string,
  revocation: RevocationWay,
): Promise<void> {
  await trx('trust_authorities').where({ key_id: keyId }).whereNotNull('revocation').update({ revocation });
}

/** Tells every gateway process that the list has changed. */
export async function raiseVersion(trx: Knex.Transaction): Promise<void> {
  await trx('trust_list').where({ id: 1 }).increment('version');
}

interface HeadRow {
  id: number;
  version: number;
}

interface AuthorityRow {
  certificate: string;
  revocation: RevocationWay | null;
}

function versionIn(row: HeadRow | undefined): number {
  if (row === undefined) throw new TypeError('The trust list has no row.');
  return row.version;
}

function toEntry({ certificate, revocation }: AuthorityRow): ListedAuthority {
  return { authority: authorityOf(parseCertificate(Buffer.from(certificate, 'base64'))), revocation };
}
