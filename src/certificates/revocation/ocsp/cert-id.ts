import { hash } from 'node:crypto';
import type { Certificate } from '../../certificate.js';
import { type DerReader, tag } from '../../der.js';
import { readInteger, readObjectIdentifier } from '../../der-values.js';
import { element } from '../../der-writer.js';

/** Hashes that a CertID may be made with. SHA-1 names a certificate here, it protects nothing (RFC 6960 4.1.1). */
export type CertIdHash = 'sha1' | 'sha256';

/** CertID (RFC 6960 4.1.1): which certificate is asked about. */
export interface CertId {
  /** Undefined for a hash that is not used here. */
  readonly hashName: CertIdHash | undefined;
  readonly issuerNameHash: Buffer;
  readonly issuerKeyHash: Buffer;
  /** The serial number's bytes in their shortest two's complement form. */
  readonly serial: Buffer;
}

/** What of a certificate goes into its CertID. */
export type NamedCertificate = Pick<Certificate, 'issuer' | 'serial'>;

/** The CertID of a certificate, made with its issuer's key. */
export function certIdOf(
  { issuer, serial }: NamedCertificate,
  { publicKeyInfo }: Pick<Certificate, 'publicKeyInfo'>,
  hashName: CertIdHash,
): CertId {
  return {
    hashName,
    issuerNameHash: hash(hashName, issuer.der, 'buffer'),
    issuerKeyHash: hash(hashName, publicKeyInfo.bits, 'buffer'),
    serial,
  };
}

/** Whether both name the same certificate, by the same hash. */
export function isSameCertId(one: CertId, other: CertId): boolean {
  return (
    one.hashName === other.hashName &&
    one.serial.equals(other.serial) &&
    one.issuerNameHash.equals(other.issuerNameHash) &&
    one.issuerKeyHash.equals(other.issuerKeyHash)
  );
}

/** Its DER. */
export function encodeCertId({ hashName, issuerNameHash, issuerKeyHash, serial }: CertId): Buffer {
  if (hashName === undefined) throw new TypeError('A CertID is made with SHA-1 or SHA-256.');
  return element(
    tag.sequence,
    algorithms[hashName],
    element(tag.octetString, issuerNameHash),
    element(tag.octetString, issuerKeyHash),
    element(tag.integer, serial),
  );
}

/** Reads the CertID that comes next. */
export function readCertId(reader: DerReader): CertId {
  const parts = reader.enter(tag.sequence);
  const type = readObjectIdentifier(parts.enter(tag.sequence));
  const issuerNameHash = parts.next(tag.octetString).content;
  const issuerKeyHash = parts.next(tag.octetString).content;
  const serial = readInteger(parts);
  parts.finish();
  return { hashName: hashNames[type], issuerNameHash, issuerKeyHash, serial };
}

const hashNames: Readonly<Record<string, CertIdHash>> = {
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.1': 'sha256',
};

/** AlgorithmIdentifiers, with the NULL that responders expect. */
const algorithms: Readonly<Record<CertIdHash, Buffer>> = {
  sha1: Buffer.from('300906052b0e03021a0500', 'hex'),
  sha256: Buffer.from('300d06096086480165030402010500', 'hex'),
};
