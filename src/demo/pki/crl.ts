import type { KeyObject } from 'node:crypto';
import { enumerated, explicit, integer, sequence, time, unsignedInteger } from './der.js';
import { authorityKeyIdentifier, crlNumber, extension } from './extensions.js';
import { type DistinguishedName, encodeName } from './names.js';
import { oid } from './oids.js';
import { sha256WithRsa, signStructure } from './sign.js';

/** CRLReason (RFC 5280 5.3.1). */
export const crlReason = {
  keyCompromise: 1,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
  certificateHold: 6,
} as const;

export type CrlReason = keyof typeof crlReason;

export interface RevokedCertificate {
  readonly serial: Buffer;
  readonly revokedAt: Date;
  readonly reason: CrlReason;
}

export interface CrlPlan {
  readonly issuer: DistinguishedName;
  readonly issuerKeyId: Buffer;
  readonly number: number;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
  readonly revoked: readonly RevokedCertificate[];
}

/** Signs a version 2 CRL (RFC 5280 5.1) with the issuer's key; gives its DER. */
export function issueCrl(plan: CrlPlan, issuerKey: KeyObject): Buffer {
  // An empty revokedCertificates must be absent (RFC 5280 5.1.2.6).
  const revoked = plan.revoked.length === 0 ? [] : [sequence(...plan.revoked.map(revokedEntry))];
  const content = sequence(
    integer(1),
    sha256WithRsa,
    encodeName(plan.issuer),
    time(plan.thisUpdate),
    time(plan.nextUpdate),
    ...revoked,
    explicit(0, sequence(authorityKeyIdentifier(plan.issuerKeyId), crlNumber(plan.number))),
  );
  return signStructure(content, issuerKey);
}

function revokedEntry({ serial, revokedAt, reason }: RevokedCertificate): Buffer {
  const why = extension(oid.reasonCode, 'not critical', enumerated(crlReason[reason]));
  return sequence(unsignedInteger(serial), time(revokedAt), sequence(why));
}
