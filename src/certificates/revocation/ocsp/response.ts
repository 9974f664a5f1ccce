import { DerError, DerReader, explicitTag, implicitTag, tag } from '../../der.js';
import { readBitString, readObjectIdentifier, readSmallInteger, readTime } from '../../der-values.js';
import { type DistinguishedName, readName } from '../../distinguished-name.js';
import { eachExtension } from '../../extensions.js';
import { oid } from '../../oids.js';
import { readSignatureAlgorithm, type SignatureAlgorithm } from '../../signature-algorithm.js';
import { type CertId, readCertId } from './cert-id.js';
import { OcspError } from './ocsp-error.js';

/** A BasicOCSPResponse (RFC 6960 4.2.1), decoded and not yet verified. */
export interface OcspResponse {
  /** The bytes that are signed. */
  readonly tbs: Buffer;
  readonly signatureAlgorithm: SignatureAlgorithm;
  readonly signature: Buffer;
  readonly responder: ResponderId;
  /** Milliseconds since 1970. */
  readonly producedAt: number;
  readonly answers: readonly OcspAnswer[];
  readonly nonce: Buffer | undefined;
  /** DER of the certificates that came along. */
  readonly certificates: readonly Buffer[];
}

export type ResponderId =
  | { readonly name: DistinguishedName }
  /** SHA-1 of the responder's public key. */
  | { readonly keyHash: Buffer };

/** A SingleResponse. Times are milliseconds since 1970. */
export interface OcspAnswer {
  readonly certId: CertId;
  readonly status: OcspCertificateStatus;
  readonly thisUpdate: number;
  readonly nextUpdate: number | undefined;
}

export type OcspCertificateStatus =
  | { readonly kind: 'good' }
  | { readonly kind: 'unknown' }
  /** `reason` is a CRLReason; 0 where none is given. */
  | { readonly kind: 'revoked'; readonly reason: number; readonly revokedAt: number };

/** An answer of real size is below 5 KiB; certificates of the responder may come along. */
export const maximumResponseBytes = 65_536;

/**
 * Decodes an OCSP response.
 *
 * @throws OcspError `responder-error` for a response that is none, `malformed` for everything else that cannot be read
 */
export function parseOcspResponse(der: Buffer): OcspResponse {
  try {
    if (der.length > maximumResponseBytes) throw new DerError('too long for an OCSP response');
    return readResponse(der);
  } catch (error) {
    if (error instanceof DerError) throw new OcspError('malformed', error.message);
    throw error;
  }
}

function readResponse(der: Buffer): OcspResponse {
  const outer = new DerReader(der);
  const parts = outer.enter(tag.sequence);
  outer.finish();
  const status = readSmallInteger(parts, tag.enumerated);
  if (status !== 0) {
    throw new OcspError('responder-error', `the responder answers ${responseStatuses[status] ?? status}`);
  }
  const bytes = parts.enter(explicitTag(0)).enter(tag.sequence);
  parts.finish();
  if (readObjectIdentifier(bytes) !== oid.basicOcspResponse) throw new DerError('no basic OCSP response');
  const basic = bytes.enter(tag.octetString);
  bytes.finish();
  return readBasicResponse(basic);
}

/** OCSPResponseStatus (RFC 6960 4.2.1); 4 is not used. */
const responseStatuses: readonly (string | undefined)[] = [
  'successful',
  'malformedRequest',
  'internalError',
  'tryLater',
  undefined,
  'sigRequired',
  'unauthorized',
];

function readBasicResponse(reader: DerReader): OcspResponse {
  const parts = reader.enter(tag.sequence);
  reader.finish();
  const content = parts.enter(tag.sequence);
  const tbs = parts.element;
  const signatureAlgorithm = readSignatureAlgorithm(parts);
  const signature = readBitString(parts);
  const certificates = parts.isDone ? [] : readCertificateList(parts.enter(explicitTag(0)));
  parts.finish();
  return { tbs, signatureAlgorithm, signature, certificates, ...readContent(content) };
}

/** No responder needs more; each may cost a signature to verify. */
const mostCertificates = 8;

function readCertificateList(wrapper: DerReader): readonly Buffer[] {
  const list = wrapper.enter(tag.sequence);
  wrapper.finish();
  const certificates: Buffer[] = [];
  while (!list.isDone) {
    certificates.push(list.next(tag.sequence).element);
    if (certificates.length > mostCertificates) throw new DerError('too many certificates');
  }
  return certificates;
}

function readContent(content: DerReader) {
  // RFC 6960 4.2.1: v1 is the default and the only version.
  if (content.nextIs(explicitTag(0)) && readSmallInteger(content.enter(explicitTag(0))) !== 0) {
    throw new DerError('not a version 1 response');
  }
  const responder = readResponderId(content);
  const producedAt = readTime(content);
  const answers = readAnswers(content.enter(tag.sequence));
  const nonce = content.isDone ? undefined : readNonce(content.enter(explicitTag(1)).enter(tag.sequence));
  content.finish();
  return { responder, producedAt, answers, nonce };
}

function readResponderId(content: DerReader): ResponderId {
  if (content.nextIs(explicitTag(1))) return { name: readName(content.enter(explicitTag(1))) };
  return { keyHash: content.enter(explicitTag(2)).next(tag.octetString).content };
}

function readAnswers(list: DerReader): readonly OcspAnswer[] {
  const answers: OcspAnswer[] = [];
  while (!list.isDone) answers.push(readAnswer(list.enter(tag.sequence)));
  return answers;
}

function readAnswer(parts: DerReader): OcspAnswer {
  const certId = readCertId(parts);
  const status = readCertificateStatus(parts);
  const thisUpdate = readTime(parts);
  const nextUpdate = parts.nextIs(explicitTag(0)) ? readTime(parts.enter(explicitTag(0))) : undefined;
  if (parts.nextIs(explicitTag(1))) refuseCritical(parts.enter(explicitTag(1)).enter(tag.sequence));
  parts.finish();
  return { certId, status, thisUpdate, nextUpdate };
}

function readCertificateStatus(parts: DerReader): OcspCertificateStatus {
  if (parts.optional(implicitTag(0))) return { kind: 'good' };
  if (parts.optional(implicitTag(2))) return { kind: 'unknown' };
  const revocation = parts.enter(explicitTag(1));
  const revokedAt = readTime(revocation);
  const reason = revocation.isDone ? 0 : readSmallInteger(revocation.enter(explicitTag(0)), tag.enumerated);
  revocation.finish();
  return { kind: 'revoked', reason, revokedAt };
}

function refuseCritical(extensions: DerReader): void {
  eachExtension(extensions, ({ type, critical }) => {
    if (critical) throw new DerError(`a critical extension ${type}`);
  });
}

function readNonce(extensions: DerReader): Buffer | undefined {
  let nonce: Buffer | undefined;
  eachExtension(extensions, ({ type, critical, value }) => {
    if (type === oid.ocspNonce) nonce = value.next(tag.octetString).content;
    else if (critical) throw new DerError(`a critical extension ${type}`);
  });
  return nonce;
}
