import { Problem } from '../../problems/index.js';
import { parseCertificate } from '../certificate.js';
import { DerError } from '../der.js';
import { readPem } from '../pem.js';
import { type Authority, authorityOf } from '../trust.js';

/** Real ones have some 2,000 bytes. This much still fits into a form as base64. */
export const mostCertificateBytes = 32_768;

/**
 * The one certificate in a file or pasted text, PEM (RFC 7468) or DER.
 *
 * @throws Problem `ERR_TRUST_NO_CERTIFICATE` when there is none, more than one, or something that cannot be decoded;
 *   `ERR_TRUST_FILE_TOO_LARGE`
 */
export function readCertificate(content: Buffer): Authority {
  if (content.length > mostCertificateBytes) throw new Problem('ERR_TRUST_FILE_TOO_LARGE');
  const [der, ...others] = readPem(content, 'CERTIFICATE') ?? [content];
  if (der === undefined || others.length > 0) throw new Problem('ERR_TRUST_NO_CERTIFICATE');
  try {
    return authorityOf(parseCertificate(der));
  } catch (error) {
    if (error instanceof DerError) throw new Problem('ERR_TRUST_NO_CERTIFICATE', { detail: error.message });
    throw error;
  }
}

/** A certificate as PEM text. */
export function pemOf(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
