import { constants, createPrivateKey, type KeyObject, privateEncrypt, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import forge from 'node-forge';
import { KeyFileError, readSecretFile } from '../key-files.js';
import { type DigestSigner, signInTwoPasses } from './sign-in-two-passes.js';

/**
 * A key that makes CMS signatures, with its certificate. The key may be a file or lie on a PKCS#11 token: both sign a
 * DigestInfo (RSASSA-PKCS1-v1_5, RFC 8017 section 9.2; CKM_RSA_PKCS).
 */
export interface CmsSigner extends DigestSigner {
  readonly certificate: X509Certificate;
}

/**
 * Reads an RSA key (PKCS#8 PEM) and its certificate (PEM).
 *
 * @throws KeyFileError when a file cannot be used or the two do not belong together
 */
export async function readCmsSigner(keyFile: string, certificateFile: string): Promise<CmsSigner> {
  const key = createPrivateKey(await readSecretFile(keyFile));
  if (key.asymmetricKeyType !== 'rsa') throw new KeyFileError(keyFile, 'holds no RSA key');
  const certificate = new X509Certificate(await readFile(certificateFile));
  if (!certificate.checkPrivateKey(key)) {
    throw new KeyFileError(keyFile, `does not belong to the certificate ${certificateFile}`);
  }
  return { certificate, ...digestSignerOf(key) };
}

/** An RSA key that is at hand. */
export function digestSignerOf(key: KeyObject): DigestSigner {
  return {
    signDigestInfo: async (digestInfo) =>
      privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, digestInfo),
  };
}

/**
 * A detached CMS signature (RFC 5652 SignedData without content, SHA-256) with the signer's certificate in it.
 * `openssl cms -verify -binary -inform DER -in FILE -content CONTENT -CAfile CERTIFICATE` accepts it.
 *
 * @param at the signing time it states, to the second
 * @returns DER
 */
export function signDetached(signer: CmsSigner, content: Buffer, at: Date): Promise<Buffer> {
  return signInTwoPasses(signer, (key) => encodeDetached(signer.certificate, key, content, at));
}

function encodeDetached(
  signerCertificate: X509Certificate,
  key: forge.pki.rsa.PrivateKey,
  content: Buffer,
  at: Date,
): Buffer {
  const message = forge.pkcs7.createSignedData();
  message.content = forge.util.createBuffer(content.toString('binary'));
  const certificate = forge.pki.certificateFromPem(signerCertificate.toString());
  certificate.issuer.attributes = certificate.issuer.attributes.map(decodeAttribute);
  message.addCertificate(certificate);
  message.addSigner({
    key,
    certificate,
    digestAlgorithm: sha256,
    // DER wants the members of a SET in the order of their encodings (X.690 11.6); these three stand in it.
    authenticatedAttributes: [
      { type: forge.pki.oids.contentType ?? '', value: forge.pki.oids.data ?? '' },
      // forge takes a Date here, whatever its types say, and would read the clock if it got none.
      { type: forge.pki.oids.signingTime ?? '', value: at as unknown as string },
      { type: forge.pki.oids.messageDigest ?? '' },
    ],
  });
  message.sign({ detached: true });
  return Buffer.from(forge.asn1.toDer(message.toAsn1()).getBytes(), 'binary');
}

const sha256 = forge.pki.oids.sha256 ?? '';

/** forge reads a UTF8String as its bytes but writes it as characters, which would encode the issuer's name twice. */
function decodeAttribute(attribute: forge.pki.CertificateField): forge.pki.CertificateField {
  const isUtf8 = Number(attribute.valueTagClass) === Number(forge.asn1.Type.UTF8);
  return isUtf8 ? { ...attribute, value: forge.util.decodeUtf8(String(attribute.value)) } : attribute;
}
