import { DerError, DerReader } from '../der.js';

const constructed = 0x20;

/**
 * Refuses what BER allows and DER does not (X.690 10.1): indefinite lengths and lengths with more bytes than needed, in
 * one element and everything inside it.
 *
 * @throws DerError
 */
export function requireDer(element: Buffer): void {
  const reader = new DerReader(element);
  requireDerElement(reader);
  reader.finish();
}

/**
 * The same for the header alone of the element that a reader has read last.
 *
 * @throws DerError
 */
export function requireDerHeader({ start, contentStart, contentEnd, bytes }: DerReader): void {
  const length = contentEnd - contentStart;
  if (bytes[start + 1] === 0x80 || contentStart - start !== headerBytes(length)) {
    throw new DerError('a length that is not DER');
  }
}

function requireDerElement(reader: DerReader): void {
  reader.nextOfAnyTag();
  requireDerHeader(reader);
  if ((reader.tag & constructed) === 0) return;
  const inside = reader.inside();
  while (!inside.isDone) requireDerElement(inside);
}

/** Bytes of tag and length in DER. */
function headerBytes(length: number): number {
  if (length < 0x80) return 2;
  if (length < 0x100) return 3;
  return length < 0x1_0000 ? 4 : 5;
}
