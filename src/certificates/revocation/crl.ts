import { DerError, DerReader, explicitTag, implicitTag, tag } from '../der.js';
import { readBitString, readInteger, readSmallInteger, readTime } from '../der-values.js';
import { type DistinguishedName, readName } from '../distinguished-name.js';
import { eachExtension } from '../extensions.js';
import { oid } from '../oids.js';
import { readSignatureAlgorithm, type SignatureAlgorithm } from '../signature-algorithm.js';
import { crlReasons, reasonNumber } from './crl-reasons.js';
import { type SerialTable, SerialTableBuilder } from './serial-table.js';

/** A complete version 2 CRL (RFC 5280 5), decoded and not yet verified. */
export interface Crl {
  readonly tbs: Buffer;
  readonly signatureAlgorithm: SignatureAlgorithm;
  readonly signature: Buffer;
  readonly issuer: DistinguishedName;
  /** Hexadecimal, lower case. */
  readonly issuerKeyId: string;
  readonly number: bigint;
  /** Milliseconds since 1970. */
  readonly thisUpdate: number;
  readonly nextUpdate: number;
  readonly scope: CrlScope;
  readonly entries: SerialTable;
}

/** Which certificates of its issuer a list speaks of (RFC 5280 5.2.5). */
export interface CrlScope {
  readonly certificates: 'all' | 'users' | 'authorities' | 'attributes';
  /** Whether it leaves out some reasons, so that a certificate it does not list may still be revoked. */
  readonly reasons: 'all' | 'some';
  /** Addresses of the distribution point; empty when the list is for all of them. */
  readonly addresses: readonly string[];
}

/**
 * Decodes a CRL. CPU-heavy for the large ones: call it in a worker thread.
 *
 * @throws DerError for anything else than a complete CRL of one issuer with key identifier, number and nextUpdate
 */
export function parseCrl(der: Buffer): Crl {
  const outer = new DerReader(der);
  const parts = outer.enter(tag.sequence);
  outer.finish();
  const content = parts.enter(tag.sequence);
  const tbs = parts.element;
  const signatureAlgorithm = readSignatureAlgorithm(parts);
  const signature = readBitString(parts);
  parts.finish();
  if (readSmallInteger(content) !== 1) throw new DerError('not a version 2 CRL');
  if (!readSignatureAlgorithm(content).der.equals(signatureAlgorithm.der)) {
    throw new DerError('two different signature algorithms');
  }
  const issuer = readName(content);
  const thisUpdate = readTime(content);
  const nextUpdate = readTime(content);
  const entries = content.nextIs(tag.sequence) ? readEntries(content.enter(tag.sequence)) : empty;
  const extensions = readCrlExtensions(content.enter(explicitTag(0)).enter(tag.sequence));
  content.finish();
  return { tbs, signatureAlgorithm, signature, issuer, thisUpdate, nextUpdate, entries, ...extensions };
}

const empty: SerialTable = { count: 0, groups: [] };

function readEntries(list: DerReader): SerialTable {
  const builder = new SerialTableBuilder();
  while (!list.isDone) {
    const entry = list.enter(tag.sequence);
    const serial = readInteger(entry);
    const revokedAt = readTime(entry);
    const reason = entry.isDone ? 0 : readReason(entry.enter(tag.sequence));
    entry.finish();
    // Only a delta CRL takes a certificate off the list (RFC 5280 5.3.1); in a complete one it says "not revoked".
    if (reason !== reasonNumber.removeFromCrl) builder.add(serial, reason, revokedAt);
  }
  return builder.build();
}

function readReason(extensions: DerReader): number {
  let reason = 0;
  eachExtension(extensions, ({ type, critical, value }) => {
    if (type === oid.reasonCode) reason = readSmallInteger(value, tag.enumerated);
    // RFC 5280 5.3: such a list must not be used at all.
    else if (critical) throw new DerError(`a critical entry extension ${type}`);
  });
  if (reason >= crlReasons.length) throw new DerError('a revocation reason that does not exist');
  return reason;
}

function readCrlExtensions(list: DerReader): { issuerKeyId: string; number: bigint; scope: CrlScope } {
  let issuerKeyId: string | undefined;
  let number: bigint | undefined;
  let scope: CrlScope = { certificates: 'all', reasons: 'all', addresses: [] };
  eachExtension(list, ({ type, critical, value }) => {
    if (type === oid.authorityKeyIdentifier) issuerKeyId = readKeyId(value);
    else if (type === oid.crlNumber) number = BigInt(`0x${readInteger(value).toString('hex')}`);
    else if (type === oid.issuingDistributionPoint) scope = readScope(value.enter(tag.sequence));
    // A delta CRL says what it is by a critical extension, and is refused here.
    else if (critical) throw new DerError(`a critical extension ${type}`);
  });
  if (issuerKeyId === undefined || number === undefined)
    throw new DerError('no key identifier or no CRL number');
  return { issuerKeyId, number, scope };
}

function readKeyId(value: DerReader): string | undefined {
  const parts = value.enter(tag.sequence);
  return parts.optional(implicitTag(0)) ? parts.content.toString('hex') : undefined;
}

/** IssuingDistributionPoint; its booleans are IMPLICIT, any byte but zero is TRUE. */
function readScope(parts: DerReader): CrlScope {
  const addresses = parts.optional(explicitTag(0)) ? readPointAddresses(parts.inside()) : [];
  const users = isTrue(parts, 1);
  const authorities = isTrue(parts, 2);
  const reasons = parts.optional(implicitTag(3)) ? 'some' : 'all';
  if (isTrue(parts, 4)) throw new DerError('an indirect CRL');
  const attributes = isTrue(parts, 5);
  parts.finish();
  const certificates = users ? 'users' : authorities ? 'authorities' : attributes ? 'attributes' : 'all';
  return { certificates, reasons, addresses };
}

function isTrue(parts: DerReader, number: number): boolean {
  return parts.optional(implicitTag(number)) && parts.content[0] !== 0;
}

function readPointAddresses(point: DerReader): readonly string[] {
  const addresses: string[] = [];
  if (!point.optional(explicitTag(0))) throw new DerError('a distribution point without a full name');
  const names = point.inside();
  while (!names.isDone) {
    names.nextOfAnyTag();
    addresses.push(names.content.toString('latin1'));
  }
  return addresses;
}
