import { DerError } from '../../der.js';
import { importPublicKey } from '../../public-key-info.js';
import type { Authority } from '../../trust.js';
import { nameText, shortNameOf, subjectOf } from '../subject-of.js';

/** A certificate as the pages show it. */
export interface ShownCertificate {
  readonly name: string;
  readonly kind: 'anchor' | 'authority';
  readonly subject: string;
  readonly issuer: string;
  /** Hexadecimal in groups of four. */
  readonly serial: string;
  readonly keyId: string;
  readonly shownKeyId: string;
  readonly fingerprint: string;
  readonly shownFingerprint: string;
  readonly keyKind: string;
  readonly keyBits: number;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly validity: 'good' | 'expires' | 'expired' | 'not-yet';
  /** Whole days until it ends. */
  readonly daysLeft: number;
}

/** @param at milliseconds since 1970 */
export function showCertificate({ certificate, keyId, isAnchor }: Authority, at: number): ShownCertificate {
  const { notBefore, notAfter, fingerprint, serial, publicKeyInfo, issuer } = certificate;
  return {
    name: shortNameOf(certificate),
    kind: isAnchor ? 'anchor' : 'authority',
    subject: subjectOf(certificate),
    issuer: nameText(issuer),
    serial: inGroups(serial.toString('hex')),
    keyId,
    shownKeyId: inGroups(keyId),
    fingerprint,
    shownFingerprint: inGroups(fingerprint),
    keyKind: publicKeyInfo.kind,
    keyBits: bitsOf(certificate),
    notBefore: new Date(notBefore),
    notAfter: new Date(notAfter),
    validity: validityAt(certificate, at),
    daysLeft: Math.max(0, Math.floor((notAfter - at) / day)),
  };
}

/** Hexadecimal as people compare it: capitals in groups of four. */
export function inGroups(hexadecimal: string): string {
  return hexadecimal.toUpperCase().replace(/(.{4})(?=.)/g, '$1 ');
}

const day = 24 * 3_600_000;

/** How long before its end a certificate is warned about. */
const warningDays = 60;

function validityAt(
  { notBefore, notAfter }: Authority['certificate'],
  at: number,
): ShownCertificate['validity'] {
  if (at < notBefore) return 'not-yet';
  if (at >= notAfter + 1000) return 'expired';
  return at >= notAfter - warningDays * day ? 'expires' : 'good';
}

function bitsOf({ publicKeyInfo }: Authority['certificate']): number {
  try {
    return importPublicKey(publicKeyInfo).asymmetricKeyDetails?.modulusLength ?? 0;
  } catch (error) {
    if (error instanceof DerError) return 0;
    throw error;
  }
}
