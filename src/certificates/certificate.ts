import { hash } from 'node:crypto';
import { DerError, DerReader, explicitTag, implicitTag, tag } from './der.js';
import { readBitString, readInteger, readSmallInteger, readTime } from './der-values.js';
import { type DistinguishedName, readName } from './distinguished-name.js';
import { type Extensions, readExtensions } from './extensions.js';
import { type PublicKeyInfo, readPublicKeyInfo } from './public-key-info.js';
import { readSignatureAlgorithm, type SignatureAlgorithm } from './signature-algorithm.js';

/** A version 3 certificate (RFC 5280 4.1), decoded and not yet trusted. */
export interface Certificate extends Extensions {
  readonly der: Buffer;
  /** SHA-256 of `der`, hexadecimal lower case. */
  readonly fingerprint: string;
  /** The bytes that are signed. */
  readonly tbs: Buffer;
  /** The serial number's bytes in their shortest two's complement form. */
  readonly serial: Buffer;
  readonly issuer: DistinguishedName;
  readonly subject: DistinguishedName;
  /** Milliseconds since 1970; both ends belong to the validity. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly publicKeyInfo: PublicKeyInfo;
  readonly signatureAlgorithm: SignatureAlgorithm;
  readonly signature: Buffer;
}

/** A certificate with a private key behind it is a few thousand bytes; 64 KiB is room for every real one. */
const maximumBytes = 65_536;

/**
 * Decodes a certificate. The BER that cards contain and OpenSSL reads is taken; what follows the certificate is not.
 *
 * @param der the certificate; it is kept, not copied
 * @param fingerprint SHA-256 of `der` in hexadecimal, where the caller has it already
 * @throws DerError for anything else
 */
export function parseCertificate(der: Buffer, fingerprint: string = fingerprintOf(der)): Certificate {
  if (der.length > maximumBytes) throw new DerError('too long for a certificate');
  const outer = new DerReader(der);
  const parts = outer.enter(tag.sequence);
  outer.finish();
  const content = parts.enter(tag.sequence);
  const tbs = parts.element;
  const signatureAlgorithm = readSignatureAlgorithm(parts);
  const signature = readBitString(parts);
  parts.finish();
  const inner = readContent(content);
  // RFC 5280 4.1.1.2: the unsigned copy must say the same as the signed one.
  if (!inner.signatureAlgorithm.der.equals(signatureAlgorithm.der)) {
    throw new DerError('two different signature algorithms');
  }
  return { der, fingerprint, tbs, signature, ...inner };
}

/** SHA-256 of a certificate's bytes, hexadecimal lower case. */
export function fingerprintOf(der: Buffer): string {
  return hash('sha256', der, 'hex');
}

function readContent(content: DerReader) {
  if (readSmallInteger(content.enter(explicitTag(0))) !== 2)
    throw new DerError('not a version 3 certificate');
  const serial = readInteger(content);
  const signatureAlgorithm = readSignatureAlgorithm(content);
  const issuer = readName(content);
  const validity = content.enter(tag.sequence);
  const notBefore = readTime(validity);
  const notAfter = readTime(validity);
  validity.finish();
  const subject = readName(content);
  const publicKeyInfo = readPublicKeyInfo(content);
  for (const uniqueId of [1, 2]) content.optional(implicitTag(uniqueId));
  const extensions = readExtensions(readExtensionList(content));
  content.finish();
  return {
    serial,
    issuer,
    subject,
    notBefore,
    notAfter,
    publicKeyInfo,
    signatureAlgorithm,
    ...extensions,
  };
}

function readExtensionList(content: DerReader): DerReader {
  if (content.isDone) return content;
  const wrapper = content.enter(explicitTag(3));
  const list = wrapper.enter(tag.sequence);
  wrapper.finish();
  return list;
}
