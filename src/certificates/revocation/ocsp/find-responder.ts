import { hash } from 'node:crypto';
import { type Certificate, parseCertificate } from '../../certificate.js';
import { DerError } from '../../der.js';
import { isSameName } from '../../distinguished-name.js';
import { oid } from '../../oids.js';
import { importPublicKey } from '../../public-key-info.js';
import { isSignedWith } from '../../signature-algorithm.js';
import type { RevocationStatus } from '../source.js';
import { OcspError } from './ocsp-error.js';
import type { OcspResponse, ResponderId } from './response.js';

export interface ResponderOptions {
  /** The authority that issued the certificate that was asked about. */
  readonly issuer: Certificate;
  /** Certificates that may be the responder's, besides those that came with the response. */
  readonly known: readonly Certificate[];
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Milliseconds. */
  readonly skew: number;
  /** Whether a responder that does not carry id-pkix-ocsp-nocheck is revoked. */
  readonly responderStatus: (responder: Certificate) => RevocationStatus;
}

/**
 * Finds who made a response (RFC 6960 4.2.2.2): the issuer itself, or a responder to whom it delegated directly. A
 * responder of another authority, or of the same one under another key, is never taken.
 *
 * @throws OcspError `wrong-responder`
 */
export function findResponder(response: OcspResponse, options: ResponderOptions): Certificate {
  const { issuer, known } = options;
  if (isNamed(response.responder, issuer)) return issuer;
  const candidates = [...known, ...readCertificates(response)].filter((candidate) =>
    isNamed(response.responder, candidate),
  );
  let failure = new OcspError('wrong-responder', 'the certificate of the responder is not at hand');
  for (const responder of candidates) {
    const fault = delegationRules.find(({ holds }) => !holds(responder, options));
    if (fault === undefined) return responder;
    failure = new OcspError('wrong-responder', fault.message);
  }
  throw failure;
}

/** What makes a certificate that of a responder, in the order in which it is looked at. */
const delegationRules: readonly {
  readonly message: string;
  readonly holds: (responder: Certificate, options: ResponderOptions) => boolean;
}[] = [
  { message: 'the issuer of the card did not issue the responder', holds: isIssuedByIssuer },
  { message: 'the responder may not sign OCSP responses', holds: maySignResponses },
  { message: 'the responder is outside its validity', holds: isValid },
  { message: 'the responder may be revoked', holds: isNotRevoked },
];

function isIssuedByIssuer(responder: Certificate, { issuer }: ResponderOptions): boolean {
  const { signatureAlgorithm, tbs, signature } = responder;
  if (!isSameName(responder.issuer, issuer.subject)) return false;
  return isSignedBy(issuer, { signatureAlgorithm, tbs, signature });
}

function maySignResponses({ extendedKeyUsage, keyUsage, unknownCritical }: Certificate): boolean {
  if (unknownCritical.length > 0) return false;
  if (extendedKeyUsage?.includes(oid.ocspSigning) !== true) return false;
  return keyUsage === undefined || keyUsage.has('digitalSignature') || keyUsage.has('nonRepudiation');
}

function isValid({ notBefore, notAfter }: Certificate, { at, skew }: ResponderOptions): boolean {
  return at >= notBefore - skew && at < notAfter + 1000;
}

/** RFC 6960 4.2.2.2.1: with id-pkix-ocsp-nocheck it is trusted for its lifetime, without it has to be looked up. */
function isNotRevoked(responder: Certificate, { responderStatus }: ResponderOptions): boolean {
  return responder.hasOcspNoCheck || responderStatus(responder).outcome === 'good';
}

/** Whether `signer` made a signature, also when its key cannot be used here. */
export function isSignedBy(
  signer: Certificate,
  signed: Pick<Certificate, 'signatureAlgorithm' | 'tbs' | 'signature'>,
): boolean {
  try {
    const key = importPublicKey(signer.publicKeyInfo);
    return isSignedWith(key, signed.signatureAlgorithm, signed.tbs, signed.signature);
  } catch (error) {
    if (error instanceof DerError) return false;
    throw error;
  }
}

function isNamed(responder: ResponderId, { subject, publicKeyInfo }: Certificate): boolean {
  if ('name' in responder) return isSameName(responder.name, subject);
  return responder.keyHash.equals(hash('sha1', publicKeyInfo.bits, 'buffer'));
}

function readCertificates({ certificates }: OcspResponse): readonly Certificate[] {
  try {
    return certificates.map((der) => parseCertificate(der));
  } catch (error) {
    if (error instanceof DerError) throw new OcspError('malformed', error.message);
    throw error;
  }
}
