import type { Certificate } from '../certificate.js';
import { DerError } from '../der.js';
import { isSameName } from '../distinguished-name.js';
import { importPublicKey } from '../public-key-info.js';
import { isSignedWith } from '../signature-algorithm.js';
import { type Crl, type CrlScope, parseCrl } from './crl.js';
import type { SerialTable } from './serial-table.js';

/** A verified CRL in its compact form; plain data that moves between threads. */
export interface RevocationList {
  readonly issuerKeyId: string;
  readonly number: bigint;
  /** Milliseconds since 1970. */
  readonly thisUpdate: number;
  readonly nextUpdate: number;
  readonly scope: CrlScope;
  readonly entries: SerialTable;
}

/**
 * Decodes a CRL and verifies its signature with the authority its key identifier names.
 *
 * @param authorities every authority of the trust list
 * @throws DerError when it cannot be decoded, no authority has its key identifier, or the signature is not theirs
 */
export function readRevocationList(
  der: Buffer,
  authorities: readonly { readonly keyId: string; readonly certificate: Certificate }[],
): RevocationList {
  const crl = parseCrl(der);
  const candidates = authorities.filter(({ keyId }) => keyId === crl.issuerKeyId);
  if (candidates.length === 0) throw new DerError(`no authority has the key ${crl.issuerKeyId}`);
  if (!candidates.some(({ certificate }) => isIssuedBy(crl, certificate))) {
    throw new DerError('the signature is not the one of its issuer');
  }
  const { issuerKeyId, number, thisUpdate, nextUpdate, scope, entries } = crl;
  return { issuerKeyId, number, thisUpdate, nextUpdate, scope, entries };
}

function isIssuedBy({ tbs, signature, signatureAlgorithm, issuer }: Crl, authority: Certificate): boolean {
  const { keyUsage, subject, publicKeyInfo } = authority;
  if (keyUsage !== undefined && !keyUsage.has('cRLSign')) return false;
  if (!isSameName(issuer, subject)) return false;
  return isSignedWith(importPublicKey(publicKeyInfo), signatureAlgorithm, tbs, signature);
}
