import { buildTrustPath } from '../token/build-trust-path.js';
import { type CardContext, Findings } from '../token/check.js';
import { checkPolicy } from '../token/check-policy.js';
import { checkRevocation } from '../token/check-revocation.js';
import { checkValidity } from '../token/check-validity.js';
import { identifyHolder } from '../token/identify-holder.js';
import type { DocumentCheck, DocumentDigests, DocumentSignature } from './check.js';
import { checkAlgorithms } from './check-algorithms.js';
import { checkDocument } from './check-document.js';
import { checkSigningCertificate } from './check-signing-certificate.js';
import { checkSigningPurpose } from './check-signing-purpose.js';
import { checkSigningTime } from './check-signing-time.js';
import { decodeSignature } from './decode-signature.js';
import { findCertificate } from './find-certificate.js';
import { verifySignatureValue } from './verify-signature-value.js';

/** What ETSI EN 319 122-1 asks of a CAdES-B-B signature, and what the login asks of a card. */
const steps: readonly ((check: DocumentCheck) => Promise<void> | void)[] = [
  decodeSignature, // RFC 5652 5.1 and 5.3
  checkAlgorithms, // RFC 5754, RFC 5753, RFC 4056
  checkDocument, // RFC 5652 11.1 and 11.2
  findCertificate, // RFC 5652 5.3, sid
  checkSigningCertificate, // RFC 5035 5.4
  checkSigningPurpose,
  checkPolicy,
  checkValidity,
  buildTrustPath,
  verifySignatureValue, // RFC 5652 5.4 and 5.6
  checkSigningTime, // RFC 5652 11.3
  checkRevocation, // late, since it may cost a network call
  identifyHolder,
];

/**
 * Verifies the detached signature of a document, made by a card at this moment, and tells whose card made it. Whether
 * that person may sign here is `requireOwnCard`'s question.
 *
 * @param signature.der a CMS SignedData (RFC 5652) as CAdES-B (ETSI EN 319 122-1), DER, at most 64 KiB
 * @param signature.digests the document's own digests, as far as they are known
 * @param signature.at the moment of receipt
 * @throws Problem `ERR_SIGNATURE_…` or `ERR_CARD_…`, with the cause in `detail`; the order of the steps decides which
 */
export async function verifyDocumentSignature(
  signature: { readonly der: Buffer; readonly digests: DocumentDigests; readonly at: Date },
  context: CardContext,
): Promise<DocumentSignature> {
  const { der, digests, at } = signature;
  const check: DocumentCheck = { der, digests, at: at.getTime(), context, found: new Findings() };
  for (const step of steps) {
    const waiting = step(check);
    if (waiting !== undefined) await waiting;
  }
  return { identity: check.found.get('identity'), signedAt: new Date(check.found.get('signedAt')) };
}
