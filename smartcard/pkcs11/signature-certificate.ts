import { X509Certificate } from 'node:crypto';
import pkcs11js from 'pkcs11js';
import { type CertificatePurpose, purposeOf } from './key-usage.js';
import { findObjects, readAttribute, type Session } from './session.js';

export interface SignatureCertificate {
  /** CKA_ID, which its private key shares. */
  readonly id: Buffer;
  readonly certificate: X509Certificate;
  /** Name on the certificate: the person's, or the organization's. */
  readonly holder: string;
}

interface Candidate extends SignatureCertificate {
  readonly label: string;
  readonly purpose: CertificatePurpose;
}

/**
 * The certificate on the card whose key logs in: the one whose purpose is to sign and not to encrypt. Among several the
 * one in HiCOS's place (CKA_ID "SIGN", label "cert1") comes first. Undefined when there is none.
 */
export function findSignatureCertificate(session: Session): SignatureCertificate | undefined {
  return forLogin(readCandidates(session));
}

/**
 * The certificate on the card whose key signs documents: one made for that (contentCommitment; on a PIV card the one of
 * key 9C), or else the one whose key logs in. Undefined when there is neither.
 */
export function findDocumentCertificate(session: Session): SignatureCertificate | undefined {
  const candidates = readCandidates(session);
  return candidates.find(({ purpose }) => purpose.commits) ?? forLogin(candidates);
}

function forLogin(candidates: readonly Candidate[]): Candidate | undefined {
  const fitting = candidates.filter(({ purpose }) => purpose.signs && purpose.logsIn);
  return fitting.find(isInHicosPlace) ?? fitting[0];
}

/** The card's certificates, those of authorities left out. */
function readCandidates(session: Session): readonly Candidate[] {
  const certificates = findObjects(session, [
    { type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_CERTIFICATE },
    { type: pkcs11js.CKA_CERTIFICATE_TYPE, value: pkcs11js.CKC_X_509 },
  ]);
  return certificates
    .map((object) => readCandidate(session, object))
    .filter((candidate) => candidate !== undefined)
    .filter(({ certificate }) => !certificate.ca);
}

function readCandidate(session: Session, object: pkcs11js.Handle): Candidate | undefined {
  const value = readAttribute(session, object, pkcs11js.CKA_VALUE);
  const certificate = value && parseCertificate(value);
  if (certificate === undefined) return undefined;
  return {
    id: readAttribute(session, object, pkcs11js.CKA_ID) ?? Buffer.alloc(0),
    label: readAttribute(session, object, pkcs11js.CKA_LABEL)?.toString('utf8') ?? '',
    certificate,
    purpose: purposeOf(certificate.raw),
    holder: holderOf(certificate),
  };
}

function parseCertificate(der: Buffer): X509Certificate | undefined {
  try {
    return new X509Certificate(der);
  } catch {
    return undefined;
  }
}

function isInHicosPlace({ id, label }: Candidate): boolean {
  return id.toString('latin1') === 'SIGN' || label === 'cert1';
}

function holderOf(certificate: X509Certificate): string {
  const attributes = new Map(
    certificate.subject.split('\n').map((line): [string, string] => {
      const at = line.indexOf('=');
      return [line.slice(0, at), line.slice(at + 1)];
    }),
  );
  return attributes.get('CN') ?? attributes.get('O') ?? '';
}
