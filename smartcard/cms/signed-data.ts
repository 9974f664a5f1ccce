import {
  contextual,
  nothing,
  objectIdentifier,
  octetString,
  sequence,
  setOf,
  unsignedInteger,
} from '../der/write.js';
import type { DigestAlgorithm } from './document-digest.js';
import { issuerAndSerial } from './issuer-and-serial.js';
import { dataId, type SignedDocument, signedAttributes } from './signed-attributes.js';

/** The two ways in which cards sign documents. */
export type SignatureScheme = 'rsa-pkcs1' | 'ecdsa';

/** A document and its signature. */
export interface SignedContent extends SignedDocument {
  readonly scheme: SignatureScheme;
  /** As a card gives it: PKCS#1 v1.5 octets, or R‖S. */
  readonly signature: Uint8Array;
}

const version1 = unsignedInteger(Buffer.of(1));

/** RFC 5754 2. */
const digestIds: Readonly<Record<DigestAlgorithm, string>> = {
  'SHA-256': '2.16.840.1.101.3.4.2.1',
  'SHA-384': '2.16.840.1.101.3.4.2.2',
  'SHA-512': '2.16.840.1.101.3.4.2.3',
};

/** RFC 5754 3.2 and 3.3. */
const signatureIds: Readonly<Record<SignatureScheme, Readonly<Record<DigestAlgorithm, string>>>> = {
  'rsa-pkcs1': {
    'SHA-256': '1.2.840.113549.1.1.11',
    'SHA-384': '1.2.840.113549.1.1.12',
    'SHA-512': '1.2.840.113549.1.1.13',
  },
  ecdsa: {
    'SHA-256': '1.2.840.10045.4.3.2',
    'SHA-384': '1.2.840.10045.4.3.3',
    'SHA-512': '1.2.840.10045.4.3.4',
  },
};

/**
 * A CMS SignedData (RFC 5652 5.1) with one signer, the signer's certificate, and no content: a detached signature, CAdES
 * baseline B (ETSI EN 319 122-1, 6).
 *
 * @returns the ContentInfo in DER (RFC 5652 3)
 */
export function signedData(content: SignedContent): Buffer {
  const digestAlgorithm = sequence(objectIdentifier(digestIds[content.digest.algorithm]));
  const encapsulated = sequence(objectIdentifier(dataId));
  const body = sequence(
    version1,
    setOf(digestAlgorithm),
    encapsulated,
    contextual(0, content.certificate),
    setOf(signerInfo(content, digestAlgorithm)),
  );
  return sequence(objectIdentifier('1.2.840.113549.1.7.2'), contextual(0, body));
}

/** SignerInfo (RFC 5652 5.3). The attributes, signed as a SET OF, carry the tag [0] here. */
function signerInfo(content: SignedContent, digestAlgorithm: Buffer): Buffer {
  const { issuer, serialNumber } = issuerAndSerial(content.certificate);
  const attributes = Buffer.from(signedAttributes(content));
  attributes[0] = 0xa0;
  return sequence(
    version1,
    sequence(issuer, serialNumber),
    digestAlgorithm,
    attributes,
    signatureAlgorithm(content),
    octetString(content.scheme === 'ecdsa' ? ecdsaValue(content.signature) : content.signature),
  );
}

function signatureAlgorithm({ scheme, digest }: SignedContent): Buffer {
  const id = objectIdentifier(signatureIds[scheme][digest.algorithm]);
  return scheme === 'ecdsa' ? sequence(id) : sequence(id, nothing());
}

/** ECDSA-Sig-Value (RFC 3279 2.2.3) of R‖S. */
function ecdsaValue(signature: Uint8Array): Buffer {
  const half = signature.length / 2;
  return sequence(unsignedInteger(signature.subarray(0, half)), unsignedInteger(signature.subarray(half)));
}
