import { createHash, createVerify, type X509Certificate } from 'node:crypto';
import forge from 'node-forge';

/**
 * Whether a detached CMS signature (RFC 5652) is that of the certificate's key over exactly this content. The certificates
 * inside the signature are not looked at: whom to trust is the caller's word.
 *
 * @param signature DER of a ContentInfo with SignedData, one signer, SHA-256, as `signDetached` makes it
 */
export function checkSignature(content: Buffer, signature: Buffer, certificate: X509Certificate): boolean {
  const signer = readSigner(signature);
  if (signer === undefined) return false;
  const digest = createHash('sha256').update(content).digest();
  if (!signer.messageDigest.equals(digest)) return false;
  return createVerify('sha256').update(signer.signedAttributes).verify(certificate.publicKey, signer.value);
}

interface Signer {
  /** DER of the SET OF signed attributes: what the signature is over (RFC 5652 section 5.4). */
  readonly signedAttributes: Buffer;
  readonly messageDigest: Buffer;
  readonly value: Buffer;
}

const messageDigestOid = '1.2.840.113549.1.9.4';

/** Takes the one signer out of the DER; undefined when it is no such signature. */
function readSigner(der: Buffer): Signer | undefined {
  try {
    const contentInfo = forge.asn1.fromDer(der.toString('binary'));
    const signedData = at(at(contentInfo, 1), 0);
    const [signerInfo, ...more] = childrenOf(last(childrenOf(signedData)));
    if (signerInfo === undefined || more.length > 0) return undefined;
    const attributes = childrenOf(signerInfo).find(isSignedAttributes);
    const messageDigest = attributes && childrenOf(attributes).find(isMessageDigest);
    const value = childrenOf(signerInfo).findLast(({ type }) => type === forge.asn1.Type.OCTETSTRING);
    if (attributes === undefined || messageDigest === undefined || value === undefined) return undefined;
    return {
      signedAttributes: Buffer.from(forge.asn1.toDer(asSet(attributes)).getBytes(), 'binary'),
      messageDigest: bytesOf(at(at(messageDigest, 1), 0)),
      value: bytesOf(value),
    };
  } catch {
    return undefined;
  }
}

/** `[0] IMPLICIT SignedAttributes` */
function isSignedAttributes({ tagClass, type }: forge.asn1.Asn1): boolean {
  return tagClass === forge.asn1.Class.CONTEXT_SPECIFIC && Number(type) === 0;
}

function isMessageDigest(attribute: forge.asn1.Asn1): boolean {
  return forge.asn1.derToOid(bytesOf(at(attribute, 0)).toString('binary')) === messageDigestOid;
}

function asSet(attributes: forge.asn1.Asn1): forge.asn1.Asn1 {
  return forge.asn1.create(
    forge.asn1.Class.UNIVERSAL,
    forge.asn1.Type.SET,
    true,
    childrenOf(attributes) as forge.asn1.Asn1[],
  );
}

function at(value: forge.asn1.Asn1, index: number): forge.asn1.Asn1 {
  const child = childrenOf(value)[index];
  if (child === undefined) throw new RangeError('The value has fewer parts.');
  return child;
}

function last(values: readonly forge.asn1.Asn1[]): forge.asn1.Asn1 {
  const value = values.at(-1);
  if (value === undefined) throw new RangeError('The value has no parts.');
  return value;
}

function childrenOf({ value }: forge.asn1.Asn1): readonly forge.asn1.Asn1[] {
  if (typeof value === 'string') throw new RangeError('The value has no parts.');
  return value;
}

function bytesOf({ value }: forge.asn1.Asn1): Buffer {
  if (typeof value !== 'string') throw new RangeError('The value has parts.');
  return Buffer.from(value, 'binary');
}
