import { createHash } from 'node:crypto';
import { contextual, objectIdentifier, octetString, sequence, setOf, time } from '../der/write.js';
import type { DocumentDigest } from './document-digest.js';
import { issuerAndSerial } from './issuer-and-serial.js';

/** What a signature of a document is about. */
export interface SignedDocument {
  readonly digest: DocumentDigest;
  /** The signer's (DER). */
  readonly certificate: Uint8Array;
  readonly signingTime: Date;
}

/** id-data (RFC 5652 4). */
export const dataId = '1.2.840.113549.1.7.1';

/**
 * The attributes a CAdES-B signature covers (ETSI EN 319 122-1, 6.3): content type, digest of the document and signing
 * time (RFC 5652 11.1 to 11.3), and the signer's certificate (RFC 5035 3).
 *
 * @returns the SET OF in DER, which is what gets signed (RFC 5652 5.4)
 */
export function signedAttributes({ digest, certificate, signingTime }: SignedDocument): Buffer {
  return setOf(
    attribute('1.2.840.113549.1.9.3', objectIdentifier(dataId)),
    attribute('1.2.840.113549.1.9.4', octetString(digest.value)),
    attribute('1.2.840.113549.1.9.5', time(signingTime)),
    attribute('1.2.840.113549.1.9.16.2.47', signingCertificateV2(certificate)),
  );
}

function attribute(id: string, value: Buffer): Buffer {
  return sequence(objectIdentifier(id), setOf(value));
}

/** SigningCertificateV2 (RFC 5035 3) with one ESSCertIDv2 (4); SHA-256 is the default there, which DER leaves out. */
function signingCertificateV2(certificate: Uint8Array): Buffer {
  const hash = createHash('sha256').update(certificate).digest();
  const { issuer, serialNumber } = issuerAndSerial(certificate);
  const issuerSerial = sequence(sequence(contextual(4, issuer)), serialNumber);
  return sequence(sequence(sequence(octetString(hash), issuerSerial)));
}
