import { Problem } from '../../problems/index.js';
import type { HashName } from '../oids.js';
import { importPublicKey } from '../public-key-info.js';
import { isSignedWith, type SignatureAlgorithm } from '../signature-algorithm.js';
import type { DocumentCheck } from './check.js';
import { reading } from './decode-signature.js';
import type { CmsSignatureAlgorithm } from './read-signed-data.js';

/** The certificate's key signed the signed attributes (RFC 5652 5.4, 5.6). */
export function verifySignatureValue({ found }: DocumentCheck): void {
  const { attributes, signatureAlgorithm, signature } = found.get('signedData').signer;
  const key = reading(() => importPublicKey(found.get('certificate').publicKeyInfo));
  const algorithm = withHash(signatureAlgorithm, found.get('hash'));
  if (!isSignedWith(key, algorithm, attributes.signed, signature)) {
    throw new Problem('ERR_SIGNATURE_WRONG', { detail: 'the value is not that of the certificate’s key' });
  }
}

/** rsaEncryption is RSASSA-PKCS1-v1_5 with the hash of the digest algorithm (RFC 3370 3.2). */
function withHash({ der, scheme }: CmsSignatureAlgorithm, hash: HashName): SignatureAlgorithm {
  return { der, scheme: scheme === 'of-the-digest' ? { family: 'rsa', hash } : scheme };
}
