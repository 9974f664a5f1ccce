import { Problem } from '../../problems/index.js';
import { oid } from '../oids.js';
import type { DocumentCheck } from './check.js';

/**
 * The certificate is for signing: KeyUsage with digitalSignature or nonRepudiation (RFC 5280 4.2.1.3), an extended key
 * usage that fits if there is one, and no authority's certificate.
 */
export function checkSigningPurpose({ found }: DocumentCheck): void {
  const { keyUsage, extendedKeyUsage, basicConstraints } = found.get('certificate');
  if (keyUsage === undefined || !(keyUsage.has('digitalSignature') || keyUsage.has('nonRepudiation'))) {
    throw notForSigning('KeyUsage without digitalSignature and nonRepudiation');
  }
  if (extendedKeyUsage !== undefined && !extendedKeyUsage.some((usage) => fitting.has(usage))) {
    throw notForSigning('no ExtendedKeyUsage that fits');
  }
  if (basicConstraints?.isAuthority === true) throw notForSigning('the certificate of an authority');
}

/** Document signing (RFC 9336), and what cards were given for people's signatures before there was that. */
const fitting: ReadonlySet<string> = new Set([oid.documentSigning, oid.emailProtection, oid.clientAuth]);

function notForSigning(detail: string): Problem {
  return new Problem('ERR_SIGNATURE_PURPOSE', { detail });
}
