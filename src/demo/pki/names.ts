import { objectIdentifier, printableString, sequence, setOf, utf8String } from './der.js';
import { oid } from './oids.js';

export type NameAttribute = readonly [type: 'C' | 'O' | 'OU' | 'CN' | 'serialNumber', value: string];

/** A distinguished name, most general part first. */
export type DistinguishedName = readonly NameAttribute[];

const attributes = {
  C: { type: oid.countryName, encode: printableString },
  O: { type: oid.organizationName, encode: utf8String },
  OU: { type: oid.organizationalUnitName, encode: utf8String },
  CN: { type: oid.commonName, encode: utf8String },
  serialNumber: { type: oid.serialNumber, encode: printableString },
} as const;

/** The DER of a name: one attribute in each RDN, country and serial number as PrintableString (RFC 5280 appendix A). */
export function encodeName(name: DistinguishedName): Buffer {
  return sequence(
    ...name.map(([type, value]) =>
      setOf(sequence(objectIdentifier(attributes[type].type), attributes[type].encode(value))),
    ),
  );
}

/** The name as people write it: `C=TW, O=…, CN=…`. */
export function writeName(name: DistinguishedName): string {
  return name.map(([type, value]) => `${type}=${value}`).join(', ');
}
