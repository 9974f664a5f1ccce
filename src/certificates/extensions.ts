import { DerError, type DerReader, explicitTag, implicitTag, tag } from './der.js';
import { namedBitsOf, readBoolean, readObjectIdentifier, readSmallInteger, textOf } from './der-values.js';
import { oid } from './oids.js';

/** Extensions of a certificate (RFC 5280 4.2) that the card login reads. What is absent is undefined or empty. */
export interface Extensions {
  readonly keyUsage: ReadonlySet<KeyUsage> | undefined;
  /** Object identifiers of the extended key usages. */
  readonly extendedKeyUsage: readonly string[] | undefined;
  readonly basicConstraints: BasicConstraints | undefined;
  /** Hexadecimal, lower case. */
  readonly authorityKeyId: string | undefined;
  readonly subjectKeyId: string | undefined;
  /** Object identifiers of the certificate policies. */
  readonly policies: readonly string[];
  /** Addresses of CRLs. */
  readonly crlAddresses: readonly string[];
  readonly ocspAddresses: readonly string[];
  readonly issuerAddresses: readonly string[];
  /** Whether the certificate of an OCSP responder is good for its lifetime (RFC 6960 4.2.2.2.1). */
  readonly hasOcspNoCheck: boolean;
  /** Values of each attribute type; object identifiers dotted, strings as text. */
  readonly directoryAttributes: ReadonlyMap<string, readonly string[]>;
  /** Critical extensions that are not understood; a certificate with any is not to be used (RFC 5280 4.2). */
  readonly unknownCritical: readonly string[];
}

export interface BasicConstraints {
  readonly isAuthority: boolean;
  /** How many authorities may follow below this one, where it says so. */
  readonly pathLength: number | undefined;
}

/** RFC 5280 4.2.1.3, in the order of the bits. */
const keyUsages = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const;

export type KeyUsage = (typeof keyUsages)[number];

/**
 * Reads the extensions.
 *
 * @param list a reader of the elements of `Extensions ::= SEQUENCE OF Extension`
 * @throws DerError for one that is there twice or cannot be read
 */
export function readExtensions(list: DerReader): Extensions {
  const found: Found = { policies: [], crlAddresses: [], ocspAddresses: [], issuerAddresses: [] };
  const unknownCritical: string[] = [];
  eachExtension(list, ({ type, critical, value }) => {
    const read = readers[type];
    if (read !== undefined) {
      read(value, found);
      value.finish();
    } else if (critical && !understood.has(type)) unknownCritical.push(type);
  });
  return {
    keyUsage: found.keyUsage,
    extendedKeyUsage: found.extendedKeyUsage,
    basicConstraints: found.basicConstraints,
    authorityKeyId: found.authorityKeyId,
    subjectKeyId: found.subjectKeyId,
    policies: found.policies,
    crlAddresses: found.crlAddresses,
    ocspAddresses: found.ocspAddresses,
    issuerAddresses: found.issuerAddresses,
    hasOcspNoCheck: found.hasOcspNoCheck ?? false,
    directoryAttributes: found.directoryAttributes ?? new Map(),
    unknownCritical,
  };
}

export interface Extension {
  readonly type: string;
  readonly critical: boolean;
  /** Reads what is inside the extension's OCTET STRING. */
  readonly value: DerReader;
}

/** Visits each extension of a certificate or a CRL once; two of one type are an error (RFC 5280 4.2). */
export function eachExtension(list: DerReader, visit: (extension: Extension) => void): void {
  const seen = new Set<string>();
  while (!list.isDone) {
    const parts = list.enter(tag.sequence);
    const type = readObjectIdentifier(parts);
    if (seen.has(type)) throw new DerError(`the extension ${type} twice`);
    seen.add(type);
    const critical = parts.nextIs(tag.boolean) && readBoolean(parts);
    const value = parts.enter(tag.octetString);
    parts.finish();
    visit({ type, critical, value });
  }
}

interface Found {
  keyUsage?: ReadonlySet<KeyUsage>;
  extendedKeyUsage?: readonly string[];
  basicConstraints?: BasicConstraints;
  authorityKeyId?: string;
  subjectKeyId?: string;
  directoryAttributes?: ReadonlyMap<string, readonly string[]>;
  hasOcspNoCheck?: boolean;
  policies: string[];
  crlAddresses: string[];
  ocspAddresses: string[];
  issuerAddresses: string[];
}

const readers: Readonly<Record<string, (value: DerReader, found: Found) => void>> = {
  [oid.keyUsage]: readKeyUsage,
  [oid.extendedKeyUsage]: readExtendedKeyUsage,
  [oid.basicConstraints]: readBasicConstraints,
  [oid.authorityKeyIdentifier]: readAuthorityKeyId,
  [oid.subjectKeyIdentifier]: readSubjectKeyId,
  [oid.certificatePolicies]: readPolicies,
  [oid.crlDistributionPoints]: readCrlAddresses,
  [oid.authorityInfoAccess]: readInformationAccess,
  [oid.subjectDirectoryAttributes]: readDirectoryAttributes,
  [oid.ocspNoCheck]: readOcspNoCheck,
};

/**
 * Critical extensions that need no reading here. Policies are taken as they are written and never mapped, and each
 * profile names those it wants, which is at least what policyConstraints and inhibitAnyPolicy can ask.
 */
const understood: ReadonlySet<string> = new Set([
  oid.subjectAltName,
  oid.issuerAltName,
  oid.policyConstraints,
  oid.inhibitAnyPolicy,
]);

function readKeyUsage(value: DerReader, found: Found): void {
  const bits = namedBitsOf(value.next(tag.bitString).content);
  found.keyUsage = new Set(keyUsages.filter((_, bit) => bits.includes(bit)));
}

function readExtendedKeyUsage(value: DerReader, found: Found): void {
  found.extendedKeyUsage = readObjectIdentifiers(value.enter(tag.sequence));
}

function readObjectIdentifiers(list: DerReader): readonly string[] {
  const types: string[] = [];
  while (!list.isDone) types.push(readObjectIdentifier(list));
  return types;
}

/** DER leaves out a FALSE that is the default, but cards write it. */
function readBasicConstraints(value: DerReader, found: Found): void {
  const parts = value.enter(tag.sequence);
  const isAuthority = parts.nextIs(tag.boolean) && readBoolean(parts);
  const pathLength = parts.nextIs(tag.integer) ? readSmallInteger(parts) : undefined;
  parts.finish();
  found.basicConstraints = { isAuthority, pathLength };
}

function readAuthorityKeyId(value: DerReader, found: Found): void {
  const parts = value.enter(tag.sequence);
  if (parts.optional(implicitTag(0))) found.authorityKeyId = keyIdOf(parts.content);
  // Issuer and serial number of the authority's own certificate may follow; they name one certificate, not a key.
}

function readSubjectKeyId(value: DerReader, found: Found): void {
  found.subjectKeyId = keyIdOf(value.next(tag.octetString).content);
}

function keyIdOf(content: Buffer): string {
  if (content.length === 0 || content.length > 64) throw new DerError('a key identifier of an odd length');
  return content.toString('hex');
}

function readPolicies(value: DerReader, found: Found): void {
  const list = value.enter(tag.sequence);
  while (!list.isDone) found.policies.push(readObjectIdentifier(list.enter(tag.sequence)));
}

function readCrlAddresses(value: DerReader, found: Found): void {
  const points = value.enter(tag.sequence);
  while (!points.isDone) {
    const point = points.enter(tag.sequence);
    if (!point.optional(explicitTag(0))) continue;
    const name = point.inside();
    if (name.optional(explicitTag(0))) found.crlAddresses.push(...readAddresses(name.inside()));
  }
}

function readAddresses(generalNames: DerReader): readonly string[] {
  const addresses: string[] = [];
  while (!generalNames.isDone) {
    generalNames.nextOfAnyTag();
    if (generalNames.tag === uniformResourceIdentifier)
      addresses.push(generalNames.content.toString('latin1'));
  }
  return addresses;
}

/** GeneralName, choice [6]. */
const uniformResourceIdentifier = implicitTag(6);

function readInformationAccess(value: DerReader, found: Found): void {
  const list = value.enter(tag.sequence);
  while (!list.isDone) {
    const description = list.enter(tag.sequence);
    const method = readObjectIdentifier(description);
    description.nextOfAnyTag();
    if (description.tag !== uniformResourceIdentifier) continue;
    const address = description.content.toString('latin1');
    if (method === oid.ocsp) found.ocspAddresses.push(address);
    if (method === oid.caIssuers) found.issuerAddresses.push(address);
  }
}

function readOcspNoCheck(value: DerReader, found: Found): void {
  value.next(tag.null);
  found.hasOcspNoCheck = true;
}

/** RFC 5280 4.2.1.8: a list of attributes with a set of values each. */
function readDirectoryAttributes(value: DerReader, found: Found): void {
  const attributes = new Map<string, readonly string[]>();
  const list = value.enter(tag.sequence);
  while (!list.isDone) {
    const attribute = list.enter(tag.sequence);
    const type = readObjectIdentifier(attribute);
    if (attributes.has(type)) throw new DerError(`the directory attribute ${type} twice`);
    attributes.set(type, readAttributeValues(attribute.enter(tag.set)));
  }
  found.directoryAttributes = attributes;
}

function readAttributeValues(set: DerReader): readonly string[] {
  const values: string[] = [];
  while (!set.isDone) {
    if (set.nextIs(tag.objectIdentifier)) {
      values.push(readObjectIdentifier(set));
      continue;
    }
    const text = textOf(set.nextOfAnyTag());
    if (text !== undefined) values.push(text);
  }
  return values;
}
