import { timingSafeEqual } from 'node:crypto';
import { Problem } from '../../problems/index.js';
import { DerReader, tag } from '../der.js';
import { readObjectIdentifier } from '../der-values.js';
import { oid } from '../oids.js';
import type { DocumentCheck } from './check.js';
import { malformed, reading } from './decode-signature.js';
import { requireAttribute } from './require-attribute.js';

/** The signature is over this document: contentType and messageDigest say so (RFC 5652 11.1, 11.2). */
export function checkDocument({ found, digests }: DocumentCheck): void {
  const { contentType, signer } = found.get('signedData');
  const type = requireAttribute(signer.attributes, oid.contentType);
  if (contentType !== oid.data || reading(() => readObjectIdentifier(new DerReader(type))) !== oid.data) {
    throw malformed('another content type than data');
  }
  const digest = digests[found.get('hash')];
  if (digest === undefined) {
    throw new Problem('ERR_SIGNATURE_ALGORITHM', { detail: `no ${found.get('hash')} of the document` });
  }
  const value = requireAttribute(signer.attributes, oid.messageDigest);
  const signed = reading(() => new DerReader(value).next(tag.octetString).content);
  if (signed.length !== digest.length || !timingSafeEqual(signed, digest)) {
    throw new Problem('ERR_SIGNATURE_DOCUMENT', { detail: 'the messageDigest is another document’s' });
  }
}
