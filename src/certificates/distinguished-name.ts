import { DerError, type DerReader, tag } from './der.js';
import { readObjectIdentifier, textOf } from './der-values.js';

/** A distinguished name (RFC 5280 4.1.2.4). */
export interface DistinguishedName {
  /** Its encoding. */
  readonly der: Buffer;
  /** All attributes in order. */
  readonly attributes: readonly NameAttribute[];
}

export interface NameAttribute {
  /** Dotted object identifier of the attribute type. */
  readonly type: string;
  /** Its text; `#` and the encoding in hexadecimal for what is no text (RFC 4514 2.4). */
  readonly value: string;
}

/** Reads the name that comes next. */
export function readName(reader: DerReader): DistinguishedName {
  const sets = reader.enter(tag.sequence);
  const der = reader.element;
  const attributes: NameAttribute[] = [];
  while (!sets.isDone) {
    const set = sets.enter(tag.set);
    if (set.isDone) throw new DerError('a name with an empty part');
    while (!set.isDone) attributes.push(readAttribute(set));
  }
  return { der, attributes };
}

/** The first value of an attribute, or undefined. */
export function attributeOf(name: DistinguishedName, type: string): string | undefined {
  return name.attributes.find((attribute) => attribute.type === type)?.value;
}

/**
 * Whether two names are the same (RFC 5280 7.1, as OpenSSL compares them): string kinds, case and repeated blanks do not
 * matter. Only a check beside the key identifier; issuers are never looked for by name.
 */
export function isSameName(one: DistinguishedName, other: DistinguishedName): boolean {
  if (one.der.equals(other.der)) return true;
  if (one.attributes.length === 0 || one.attributes.length !== other.attributes.length) return false;
  return one.attributes.every(({ type, value }, at) => {
    const counterpart = other.attributes[at];
    return counterpart?.type === type && plain(counterpart.value) === plain(value);
  });
}

function readAttribute(set: DerReader): NameAttribute {
  const parts = set.enter(tag.sequence);
  const type = readObjectIdentifier(parts);
  const value = textOf(parts.nextOfAnyTag()) ?? `#${parts.element.toString('hex')}`;
  parts.finish();
  return { type, value };
}

function plain(value: string): string {
  return value.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase();
}
