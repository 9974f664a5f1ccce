import { hash } from 'node:crypto';
import { Problem } from '../../problems/index.js';
import type { Certificate } from '../certificate.js';
import { DerError, DerReader, explicitTag, tag } from '../der.js';
import { readInteger, readObjectIdentifier } from '../der-values.js';
import { readName } from '../distinguished-name.js';
import { type HashName, hashOids, oid } from '../oids.js';
import type { DocumentCheck } from './check.js';
import { reading } from './decode-signature.js';

/**
 * The signature itself names the certificate that made it: the signed attribute signing-certificate-v2 (RFC 5035 5.4),
 * by hash, and by issuer and serial number where they are there. Without it, a certificate for the same key could be put
 * in the place of the signer's.
 */
export function checkSigningCertificate({ found }: DocumentCheck): void {
  const value = found.get('signedData').signer.attributes.values.get(oid.signingCertificateV2);
  if (value === undefined) throw notNamed('no signing-certificate-v2');
  const first = reading(() => readFirstId(value));
  const certificate = found.get('certificate');
  if (!isHashOf(first, certificate)) throw notNamed('the hash is another certificate’s');
  if (first.issuerSerial !== undefined && !isIssuerSerialOf(first.issuerSerial, certificate)) {
    throw notNamed('issuer or serial number are another certificate’s');
  }
}

interface CertificateId {
  readonly hashName: HashName | undefined;
  readonly value: Buffer;
  readonly issuerSerial: IssuerSerial | undefined;
}

interface IssuerSerial {
  readonly issuer: ReturnType<typeof readName>;
  readonly serial: Buffer;
}

/** The first ESSCertIDv2 is the signer's (RFC 5035 5.4); those after it limit the path, which is built from our own list. */
function readFirstId(value: Buffer): CertificateId {
  const ids = new DerReader(value).enter(tag.sequence).enter(tag.sequence);
  const id = ids.enter(tag.sequence);
  // DEFAULT sha256, so DER leaves it out; some software writes it all the same.
  const hashName = id.nextIs(tag.sequence)
    ? hashOids[readObjectIdentifier(id.enter(tag.sequence))]
    : 'sha256';
  const certificateHash = id.next(tag.octetString).content;
  const issuerSerial = id.isDone ? undefined : readIssuerSerial(id.enter(tag.sequence));
  id.finish();
  return { hashName, value: certificateHash, issuerSerial };
}

function readIssuerSerial(parts: DerReader): IssuerSerial {
  const names = parts.enter(tag.sequence);
  // GeneralName directoryName, the only one that names an issuer (RFC 5035 5.4).
  const issuer = readName(names.enter(explicitTag(4)));
  if (!names.isDone) throw new DerError('several issuers');
  const serial = readInteger(parts);
  parts.finish();
  return { issuer, serial };
}

function isHashOf({ hashName, value }: CertificateId, { der }: Certificate): boolean {
  return hashName !== undefined && hash(hashName, der, 'buffer').equals(value);
}

function isIssuerSerialOf({ issuer, serial }: IssuerSerial, certificate: Certificate): boolean {
  return certificate.serial.equals(serial) && certificate.issuer.der.equals(issuer.der);
}

function notNamed(detail: string): Problem {
  return new Problem('ERR_SIGNATURE_CERTIFICATE', { detail });
}
