import type { Certificate } from './certificate.js';
import { importPublicKey } from './public-key-info.js';
import { isSignedWith } from './signature-algorithm.js';

/**
 * Remembers which certificates were signed by which of our authorities, so that a card seen before costs no second
 * verification under its issuer's large key. Only what a trusted authority really signed gets in, so nobody can fill it
 * from outside. Validity, purpose and revocation are never remembered.
 */
export class VerifiedCertificates {
  private readonly entries = new Map<string, { certificate: Certificate; issuer: string }>();
  private readonly most: number;

  /** @param most how many certificates are kept; the one used longest ago goes first. About 10 KiB each. */
  constructor(most = 2000) {
    this.most = most;
  }

  /** The decoded certificate, if it is remembered. */
  find(fingerprint: string): Certificate | undefined {
    return this.entries.get(fingerprint)?.certificate;
  }

  /**
   * Whether the signature of `certificate` is the one of `issuer`.
   *
   * @throws DerError when the issuer's key cannot be used
   */
  isSignedBy(certificate: Certificate, issuer: Certificate): boolean {
    const known = this.entries.get(certificate.fingerprint);
    if (known?.issuer === issuer.fingerprint) {
      // The order matters only when something will have to go.
      if (this.entries.size > this.most / 2) this.remember(known.certificate, issuer);
      return true;
    }
    const { signatureAlgorithm, tbs, signature } = certificate;
    const isSigned = isSignedWith(importPublicKey(issuer.publicKeyInfo), signatureAlgorithm, tbs, signature);
    if (isSigned) this.remember(certificate, issuer);
    return isSigned;
  }

  private remember(certificate: Certificate, issuer: Certificate): void {
    this.entries.delete(certificate.fingerprint);
    this.entries.set(certificate.fingerprint, { certificate, issuer: issuer.fingerprint });
    if (this.entries.size <= this.most) return;
    const [oldest] = this.entries.keys();
    if (oldest !== undefined) this.entries.delete(oldest);
  }
}
