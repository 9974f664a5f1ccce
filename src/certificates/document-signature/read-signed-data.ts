import { DerError, DerReader, explicitTag, implicitTag, tag } from '../der.js';
import { readInteger, readObjectIdentifier, readSmallInteger } from '../der-values.js';
import { type DistinguishedName, readName } from '../distinguished-name.js';
import { type HashName, hashOids, oid } from '../oids.js';
import { readSignatureAlgorithm, type SignatureScheme } from '../signature-algorithm.js';
import { readSignedAttributes, type SignedAttributes } from './read-signed-attributes.js';
import { requireDer, requireDerHeader } from './require-der.js';

/** A detached SignedData with one signer (RFC 5652 5.1), decoded and not yet believed. */
export interface SignedData {
  readonly contentType: string;
  /** Every certificate that came along, in DER. */
  readonly certificates: readonly Buffer[];
  readonly signer: SignerInfo;
}

export interface SignerInfo {
  readonly id: SignerId;
  /** Undefined for a hash that is not taken here, SHA-1 among them. */
  readonly digestAlgorithm: HashName | undefined;
  readonly attributes: SignedAttributes;
  readonly signatureAlgorithm: CmsSignatureAlgorithm;
  readonly signature: Buffer;
}

/** How the signer's certificate is named (RFC 5652 5.3). */
export type SignerId =
  | { readonly issuer: DistinguishedName; readonly serial: Buffer }
  | { readonly subjectKeyId: string };

/** `of-the-digest`: rsaEncryption, which leaves the hash to the digest algorithm (RFC 3370 3.2). */
export interface CmsSignatureAlgorithm {
  readonly der: Buffer;
  readonly scheme: SignatureScheme | 'of-the-digest' | undefined;
}

/**
 * Decodes a ContentInfo with SignedData. Everything but the certificates must be DER, and nothing may be there that is
 * not signed over: no unsigned attributes, no CRLs.
 *
 * @throws DerError for anything but a detached signature with one signer and signed attributes
 */
export function readSignedData(der: Buffer): SignedData {
  const outer = new DerReader(der);
  const contentInfo = enterDer(outer, tag.sequence);
  outer.finish();
  if (readObjectIdentifier(contentInfo) !== oid.signedData) throw new DerError('no SignedData');
  const wrapper = enterDer(contentInfo, explicitTag(0));
  contentInfo.finish();
  const parts = enterDer(wrapper, tag.sequence);
  wrapper.finish();
  const version = readSmallInteger(parts);
  const digestAlgorithms = readDigestAlgorithms(parts);
  const contentType = readDetachedContent(parts);
  const certificates = readCertificates(parts);
  const signer = readOnlySigner(parts);
  parts.finish();
  // RFC 5652 5.1: 3 when the signer is named by its key identifier or the content is not plain data.
  const expected = 'subjectKeyId' in signer.id || contentType !== oid.data ? 3 : 1;
  if (version !== expected) throw new DerError(`version ${version} where ${expected} is expected`);
  if (digestAlgorithms.length !== 1 || digestAlgorithms[0] !== signer.digestAlgorithm) {
    throw new DerError('other digest algorithms than the signer’s');
  }
  return { contentType, certificates, signer };
}

function enterDer(reader: DerReader, expected: number): DerReader {
  const inside = reader.enter(expected);
  requireDerHeader(reader);
  return inside;
}

/** The element that comes next, DER through and through. */
function nextDer(reader: DerReader, expected: number): DerReader {
  const inside = reader.enter(expected);
  requireDer(reader.element);
  return inside;
}

function readDigestAlgorithms(parts: DerReader): readonly (HashName | undefined)[] {
  const set = nextDer(parts, tag.set);
  const found: (HashName | undefined)[] = [];
  while (!set.isDone) found.push(readDigestAlgorithm(set));
  return found;
}

/** RFC 5754 2: the parameters are absent, or NULL as older software writes them. */
function readDigestAlgorithm(reader: DerReader): HashName | undefined {
  const algorithm = reader.enter(tag.sequence);
  const type = readObjectIdentifier(algorithm);
  algorithm.optional(tag.null);
  algorithm.finish();
  return hashOids[type];
}

function readDetachedContent(parts: DerReader): string {
  const content = nextDer(parts, tag.sequence);
  const type = readObjectIdentifier(content);
  if (!content.isDone) throw new DerError('a signature that is not detached');
  return type;
}

/** What a card's agent sends along: its own certificate, and maybe those above it. */
const mostCertificates = 8;

function readCertificates(parts: DerReader): readonly Buffer[] {
  const set = enterDer(parts, explicitTag(0));
  const certificates: Buffer[] = [];
  while (!set.isDone) {
    certificates.push(set.next(tag.sequence).element);
    if (certificates.length > mostCertificates) throw new DerError('too many certificates');
  }
  return certificates;
}

function readOnlySigner(parts: DerReader): SignerInfo {
  const set = nextDer(parts, tag.set);
  const signer = readSignerInfo(set.enter(tag.sequence));
  if (!set.isDone) throw new DerError('more than one signer');
  return signer;
}

function readSignerInfo(parts: DerReader): SignerInfo {
  const version = readSmallInteger(parts);
  const id = readSignerId(parts);
  if (version !== ('subjectKeyId' in id ? 3 : 1)) throw new DerError('a signer of another version');
  const digestAlgorithm = readDigestAlgorithm(parts);
  const attributes = readSignedAttributes(parts);
  const signatureAlgorithm = readCmsSignatureAlgorithm(parts);
  const signature = parts.next(tag.octetString).content;
  // An unsigned attribute could be changed by anybody after the fact.
  parts.finish();
  return { id, digestAlgorithm, attributes, signatureAlgorithm, signature };
}

function readSignerId(parts: DerReader): SignerId {
  if (parts.optional(implicitTag(0))) return { subjectKeyId: parts.content.toString('hex') };
  const named = parts.enter(tag.sequence);
  const id = { issuer: readName(named), serial: readInteger(named) };
  named.finish();
  return id;
}

function readCmsSignatureAlgorithm(parts: DerReader): CmsSignatureAlgorithm {
  const { der, scheme } = readSignatureAlgorithm(parts);
  const algorithm = new DerReader(der).enter(tag.sequence);
  const type = readObjectIdentifier(algorithm);
  if (type === oid.rsassaPss) return { der, scheme };
  // RFC 3370 3.2: NULL for RSA; RFC 5758 3.2: absent for ECDSA.
  algorithm.optional(tag.null);
  algorithm.finish();
  return { der, scheme: type === oid.rsaEncryption ? 'of-the-digest' : scheme };
}
