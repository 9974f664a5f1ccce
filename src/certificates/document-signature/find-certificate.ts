import { type Certificate, fingerprintOf, parseCertificate } from '../certificate.js';
import type { VerifiedCertificates } from '../verified-certificates.js';
import type { DocumentCheck } from './check.js';
import { malformed, reading } from './decode-signature.js';
import type { SignerId } from './read-signed-data.js';

/** Finds the signer's certificate among those that came along (RFC 5652 5.3, sid). */
export function findCertificate({ found, context }: DocumentCheck): void {
  const { certificates, signer } = found.get('signedData');
  const decoded = certificates.map((der) => decode(der, context.verified));
  const certificate = decoded.find((one) => isNamed(one, signer.id));
  if (certificate === undefined) throw malformed('the signer’s certificate did not come along');
  found.note('certificate', certificate);
}

function decode(der: Buffer, verified: VerifiedCertificates): Certificate {
  const fingerprint = fingerprintOf(der);
  return verified.find(fingerprint) ?? reading(() => parseCertificate(der, fingerprint));
}

function isNamed({ issuer, serial, subjectKeyId }: Certificate, id: SignerId): boolean {
  if ('subjectKeyId' in id) return subjectKeyId !== undefined && subjectKeyId === id.subjectKeyId;
  return serial.equals(id.serial) && issuer.der.equals(id.issuer.der);
}
