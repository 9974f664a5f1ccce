import type { KeyObject } from 'node:crypto';
import forge from 'node-forge';
import type { RandomBytes } from '../../clock.js';
import { type DigestSigner, signInTwoPasses } from './sign-in-two-passes.js';

/**
 * A certificate that a key issues to itself (RFC 5280), for signing documents; an installation replaces it by one of a
 * real authority over the same key.
 *
 * @returns PEM
 */
export function selfIssuedCertificate(key: OwnKey, options: SelfIssuedOptions): Promise<string> {
  // Positive and not zero (RFC 5280 4.1.2.2): the first octet is 01 to 7f.
  const serial = options.random(16);
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x01;
  return signInTwoPasses(key, (signer) => encodeCertificate(key.publicKey, serial, signer, options));
}

/** A key pair whose private half may lie anywhere. */
export interface OwnKey extends DigestSigner {
  readonly publicKey: KeyObject;
}

function encodeCertificate(
  publicKey: KeyObject,
  serial: Buffer,
  signer: forge.pki.rsa.PrivateKey,
  options: SelfIssuedOptions,
): string {
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(
    publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  );
  certificate.serialNumber = serial.toString('hex');
  certificate.validity.notBefore = options.from;
  certificate.validity.notAfter = addYears(options.from, options.years);
  const name = options.subject.map(([shortName, value]) => ({
    shortName,
    value,
    // UTF8String, which RFC 5280 4.1.2.4 asks for, as soon as there is Chinese in it.
    valueTagClass: (shortName === 'C'
      ? forge.asn1.Type.PRINTABLESTRING
      : forge.asn1.Type.UTF8) as unknown as forge.asn1.Class,
  }));
  certificate.setSubject(name);
  certificate.setIssuer(name);
  certificate.setExtensions([
    { name: 'basicConstraints', cA: false, critical: true },
    { name: 'keyUsage', digitalSignature: true, nonRepudiation: true, critical: true },
    { name: 'subjectKeyIdentifier' },
  ]);
  certificate.sign(signer, forge.md.sha256.create());
  return forge.pki.certificateToPem(certificate).replaceAll('\r', '');
}

export interface SelfIssuedOptions {
  /** Short names and values, outermost first: `[['C', 'TW'], ['CN', '…']]`. */
  readonly subject: readonly (readonly [string, string])[];
  readonly from: Date;
  readonly years: number;
  readonly random: RandomBytes;
}

function addYears(date: Date, years: number): Date {
  const later = new Date(date);
  later.setUTCFullYear(later.getUTCFullYear() + years);
  return later;
}
