import type { KeyObject } from 'node:crypto';
import { explicit, integer, sequence, time, unsignedInteger } from './der.js';
import { type DistinguishedName, encodeName } from './names.js';
import { sha256WithRsa, signStructure } from './sign.js';

export interface CertificatePlan {
  /** Unsigned big-endian bytes. */
  readonly serial: Buffer;
  readonly issuer: DistinguishedName;
  readonly subject: DistinguishedName;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** DER SubjectPublicKeyInfo of the subject. */
  readonly publicKeyInfo: Buffer;
  /** DER of each extension, in the order they are written. */
  readonly extensions: readonly Buffer[];
}

/** Signs a version 3 certificate (RFC 5280 4.1) with the issuer's key; gives its DER. */
export function issueCertificate(plan: CertificatePlan, issuerKey: KeyObject): Buffer {
  const content = sequence(
    explicit(0, integer(2)),
    unsignedInteger(plan.serial),
    sha256WithRsa,
    encodeName(plan.issuer),
    sequence(time(plan.notBefore), time(plan.notAfter)),
    encodeName(plan.subject),
    plan.publicKeyInfo,
    explicit(3, sequence(...plan.extensions)),
  );
  return signStructure(content, issuerKey);
}
