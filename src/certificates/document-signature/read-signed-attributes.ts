import { DerError, type DerReader, explicitTag, tag } from '../der.js';
import { readObjectIdentifier } from '../der-values.js';

/** The signed attributes of a signer (RFC 5652 5.3, 11). */
export interface SignedAttributes {
  /** What is signed: their DER as a SET OF (RFC 5652 5.4). */
  readonly signed: Buffer;
  /** The one value of each attribute, in DER, by attribute type. */
  readonly values: ReadonlyMap<string, Buffer>;
}

/** Four are needed; mail programs add a few. */
const mostAttributes = 16;

/**
 * Reads the signed attributes, `[0] IMPLICIT SET OF Attribute`, which come next. Each may be there once and has one
 * value; they stand in DER's order (X.690 11.6).
 *
 * @throws DerError for anything else, and when there are none
 */
export function readSignedAttributes(parts: DerReader): SignedAttributes {
  const set = parts.enter(explicitTag(0));
  const signed = Buffer.from(parts.element);
  // RFC 5652 5.4: for signing, the tag is that of SET OF.
  signed[0] = tag.set;
  const values = new Map<string, Buffer>();
  let before: Buffer | undefined;
  while (!set.isDone) {
    const attribute = set.enter(tag.sequence);
    if (before !== undefined && Buffer.compare(before, set.element) > 0) {
      throw new DerError('signed attributes that are not in the order of DER');
    }
    before = set.element;
    const type = readObjectIdentifier(attribute);
    if (values.has(type) || values.size === mostAttributes) throw new DerError('too many signed attributes');
    values.set(type, readOnlyValue(attribute));
  }
  return { signed, values };
}

function readOnlyValue(attribute: DerReader): Buffer {
  const set = attribute.enter(tag.set);
  attribute.finish();
  const value = set.nextOfAnyTag().element;
  set.finish();
  return value;
}
