import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type Certificate, parseCertificate } from './certificate.js';
import { DerError } from './der.js';
import { isSameName } from './distinguished-name.js';
import { listFiles } from './list-files.js';
import { readPem } from './pem.js';
import { importPublicKey } from './public-key-info.js';
import { isSignedWith } from './signature-algorithm.js';

/** An authority the operator put on the trust list. */
export interface Authority {
  readonly certificate: Certificate;
  /** Hexadecimal, lower case: its subject key identifier, or the SHA-1 of its key (RFC 5280 4.2.1.2) without one. */
  readonly keyId: string;
  /** A path ends at an anchor; other authorities must lead to one. */
  readonly isAnchor: boolean;
}

/** The trust list. Several certificates may have one key (a renewed or a cross certificate). */
export interface Trust {
  readonly authorities: readonly Authority[];
  readonly byKeyId: ReadonlyMap<string, readonly Authority[]>;
}

/**
 * Loads the trust list from a folder an operator can change: every `.crt`, `.cer`, `.pem` and `.der` in it. Self-signed
 * certificates are anchors; the others are authorities between a card and an anchor.
 *
 * @throws TypeError with a sentence that names the file, when one cannot be used or there is no anchor
 */
export async function loadTrust(directory: string): Promise<Trust> {
  const files = await listFiles(directory, ['.crt', '.cer', '.pem', '.der']);
  const read = await Promise.all(files.map(readCertificates));
  const trust = createTrust(read.flat().map(authorityOf));
  if (!trust.authorities.some(({ isAnchor }) => isAnchor)) {
    throw new TypeError(
      `There is no self-signed certificate in ${directory}. Put the root of the card issuers there.`,
    );
  }
  return trust;
}

/** Makes a trust list of certificates; which of them are anchors is the caller's word. */
export function createTrust(
  entries: readonly { readonly certificate: Certificate; readonly isAnchor: boolean }[],
): Trust {
  const authorities = entries.map(({ certificate, isAnchor }) => ({
    certificate,
    isAnchor,
    keyId: keyIdOf(certificate),
  }));
  const byKeyId = new Map<string, Authority[]>();
  for (const authority of authorities) {
    byKeyId.set(authority.keyId, [...(byKeyId.get(authority.keyId) ?? []), authority]);
  }
  return { authorities, byKeyId };
}

/** A certificate as an authority: an anchor when it is self-signed. */
export function authorityOf(certificate: Certificate): Authority {
  return { certificate, keyId: keyIdOf(certificate), isAnchor: isSelfSigned(certificate) };
}

function keyIdOf({ subjectKeyId, publicKeyInfo }: Certificate): string {
  return subjectKeyId ?? hash('sha1', publicKeyInfo.bits, 'hex');
}

/**
 * The certificates of a file, PEM (one or several) or DER.
 *
 * @throws TypeError with a sentence that names the file
 */
export async function readCertificates(file: string): Promise<readonly Certificate[]> {
  const content = await readFile(file);
  try {
    return (readPem(content, 'CERTIFICATE') ?? [content]).map((der) => parseCertificate(der));
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    throw new TypeError(
      `${file} holds no certificate in PEM or DER (${error.message}). Replace or remove the file.`,
    );
  }
}

function isSelfSigned(certificate: Certificate): boolean {
  const { issuer, subject, authorityKeyId, subjectKeyId, signatureAlgorithm } = certificate;
  if (!isSameName(issuer, subject)) return false;
  if (authorityKeyId !== undefined && authorityKeyId !== subjectKeyId) return false;
  // Old roots are signed with SHA-1. A root's own signature gives no trust: the operator's choice of the file does.
  return signatureAlgorithm.scheme === undefined || isSignedByItself(certificate);
}

function isSignedByItself({ publicKeyInfo, signatureAlgorithm, tbs, signature }: Certificate): boolean {
  try {
    return isSignedWith(importPublicKey(publicKeyInfo), signatureAlgorithm, tbs, signature);
  } catch (error) {
    if (error instanceof DerError) return false;
    throw error;
  }
}
