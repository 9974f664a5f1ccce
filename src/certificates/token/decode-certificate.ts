import { Problem } from '../../problems/index.js';
import { type Certificate, fingerprintOf, parseCertificate } from '../certificate.js';
import { DerError } from '../der.js';
import type { TokenCheck } from './check.js';
import { decodeBase64 } from './token.js';

/** Decodes the certificate, or takes the decoded one of a card that was verified before. */
export function decodeCertificate({ found, context }: TokenCheck): void {
  const der = decodeBase64(found.get('token').certificate);
  if (der === undefined) throw undecodable('not base64');
  const fingerprint = fingerprintOf(der);
  found.note('certificate', context.verified.find(fingerprint) ?? parse(der, fingerprint));
}

function parse(der: Buffer, fingerprint: string): Certificate {
  try {
    return parseCertificate(der, fingerprint);
  } catch (error) {
    if (error instanceof DerError) throw undecodable(error.message);
    throw error;
  }
}

function undecodable(detail: string): Problem {
  return new Problem('ERR_CARD_CERTIFICATE', { detail });
}
