import type { Authority } from '../../trust.js';
import { subjectOf } from '../../trust-list/subject-of.js';
import { settingsOfAnchor, type TrustSettings } from '../../trust-settings.js';

/** An authority as the commands show it; dates are `yyyy-mm-dd` in UTC. */
export interface ShownAuthority {
  readonly keyId: string;
  readonly kind: 'anchor' | 'authority';
  readonly subject: string;
  readonly notBefore: string;
  readonly notAfter: string;
  /** SHA-256 of the certificate. */
  readonly fingerprint: string;
  /** Where the status of certificates below an anchor comes from. */
  readonly revocation?: TrustSettings['revocation'];
}

export function describeAuthority(
  { certificate, keyId, isAnchor }: Authority,
  settings: TrustSettings,
): ShownAuthority {
  return {
    keyId,
    kind: isAnchor ? 'anchor' : 'authority',
    subject: subjectOf(certificate),
    notBefore: dateOf(certificate.notBefore),
    notAfter: dateOf(certificate.notAfter),
    fingerprint: certificate.fingerprint,
    ...(isAnchor && { revocation: settingsOfAnchor(settings, keyId).revocation }),
  };
}

function dateOf(moment: number): string {
  return new Date(moment).toISOString().slice(0, 10);
}
