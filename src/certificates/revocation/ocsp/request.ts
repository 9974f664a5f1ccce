import { explicitTag, tag } from '../../der.js';
import { element } from '../../der-writer.js';
import { type CertId, encodeCertId } from './cert-id.js';

/** Bytes of a nonce: what RFC 9654 2.1 asks a client for. */
export const nonceBytes = 32;

/**
 * An unsigned OCSP request about one certificate (RFC 6960 4.1.1); gives its DER.
 *
 * @param nonce random bytes that the response must repeat (RFC 9654), or undefined to ask without
 */
export function encodeOcspRequest(certId: CertId, nonce: Buffer | undefined): Buffer {
  const requests = element(tag.sequence, element(tag.sequence, encodeCertId(certId)));
  const extensions = nonce === undefined ? [] : [nonceExtension(nonce)];
  return element(tag.sequence, element(tag.sequence, requests, ...extensions));
}

/** requestExtensions with the nonce alone. Its value is an OCTET STRING inside the extension's own (RFC 9654 2.1). */
function nonceExtension(nonce: Buffer): Buffer {
  const value = element(tag.octetString, element(tag.octetString, nonce));
  return element(explicitTag(2), element(tag.sequence, element(tag.sequence, nonceIdentifier, value)));
}

/** id-pkix-ocsp-nonce, 1.3.6.1.5.5.7.48.1.2. */
const nonceIdentifier = Buffer.from('06092b0601050507300102', 'hex');
