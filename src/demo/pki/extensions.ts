import {
  boolean,
  explicit,
  implicit,
  integer,
  namedBits,
  objectIdentifier,
  octetString,
  printableString,
  sequence,
  setOf,
} from './der.js';
import { oid, type SubjectType, subjectTypeOid } from './oids.js';

/** Bits of KeyUsage (RFC 5280 4.2.1.3). */
export const keyUsageBit = {
  digitalSignature: 0,
  keyEncipherment: 2,
  dataEncipherment: 3,
  keyCertSign: 5,
  crlSign: 6,
} as const;

export type KeyUsage = keyof typeof keyUsageBit;

/** What subjectDirectoryAttributes say of a card's holder. */
export interface HolderAttributes {
  readonly subjectType: SubjectType;
  /** Last four characters of the ID number. */
  readonly idLast4?: string;
  /** Uniform number of a company. */
  readonly organizationId?: string;
}

/** RFC 5280 4.2.1.3, critical. */
export function keyUsage(usages: readonly KeyUsage[]): Buffer {
  return extension(oid.keyUsage, 'critical', namedBits(usages.map((usage) => keyUsageBit[usage])));
}

/** RFC 5280 4.2.1.9 of an authority, critical; `pathLength` how many authorities may follow below it. */
export function authorityConstraints(pathLength: number | undefined): Buffer {
  const limit = pathLength === undefined ? [] : [integer(pathLength)];
  return extension(oid.basicConstraints, 'critical', sequence(boolean(true), ...limit));
}

/** RFC 5280 4.2.1.2. */
export function subjectKeyIdentifier(keyId: Buffer): Buffer {
  return extension(oid.subjectKeyIdentifier, 'not critical', octetString(keyId));
}

/** RFC 5280 4.2.1.1, the key identifier alone. */
export function authorityKeyIdentifier(keyId: Buffer): Buffer {
  return extension(oid.authorityKeyIdentifier, 'not critical', sequence(implicit(0, keyId)));
}

/** RFC 5280 4.2.1.4. */
export function certificatePolicies(policies: readonly string[]): Buffer {
  const infos = policies.map((policy) => sequence(objectIdentifier(policy)));
  return extension(oid.certificatePolicies, 'not critical', sequence(...infos));
}

/** RFC 5280 4.2.1.13, one distribution point with one address. */
export function crlDistributionPoint(url: string): Buffer {
  const fullName = explicit(0, implicit(6, Buffer.from(url, 'latin1')));
  return extension(oid.crlDistributionPoints, 'not critical', sequence(sequence(explicit(0, fullName))));
}

/** RFC 5280 4.2.2.1: where the issuer's certificate and, if there is one, its OCSP responder are. */
export function authorityInfoAccess(addresses: {
  readonly caIssuers: string;
  readonly ocsp?: string;
}): Buffer {
  const descriptions = [accessDescription(oid.caIssuers, addresses.caIssuers)];
  if (addresses.ocsp !== undefined) descriptions.push(accessDescription(oid.ocsp, addresses.ocsp));
  return extension(oid.authorityInfoAccess, 'not critical', sequence(...descriptions));
}

/** RFC 5280 4.2.1.8, with the attributes of Taiwan's government PKI. */
export function subjectDirectoryAttributes(holder: HolderAttributes): Buffer {
  const attributes = [attribute(oid.subjectType, objectIdentifier(subjectTypeOid[holder.subjectType]))];
  if (holder.idLast4 !== undefined) attributes.push(attribute(oid.idLast4, printableString(holder.idLast4)));
  if (holder.organizationId !== undefined)
    attributes.push(attribute(oid.uniformOrganizationId, printableString(holder.organizationId)));
  return extension(oid.subjectDirectoryAttributes, 'not critical', sequence(...attributes));
}

/** RFC 5280 5.2.3. */
export function crlNumber(number: number): Buffer {
  return extension(oid.crlNumber, 'not critical', integer(number));
}

/** One extension (RFC 5280 4.1): `value` is the DER inside the OCTET STRING. */
export function extension(type: string, criticality: 'critical' | 'not critical', value: Buffer): Buffer {
  const critical = criticality === 'critical' ? [boolean(true)] : [];
  return sequence(objectIdentifier(type), ...critical, octetString(value));
}

function accessDescription(method: string, url: string): Buffer {
  return sequence(objectIdentifier(method), implicit(6, Buffer.from(url, 'latin1')));
}

function attribute(type: string, value: Buffer): Buffer {
  return sequence(objectIdentifier(type), setOf(value));
}
