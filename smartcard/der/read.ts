/** One DER element (X.690 8.1). */
export interface Element {
  readonly tag: number;
  readonly content: Buffer;
  /** Tag and length included. */
  readonly whole: Buffer;
}

/** The DER elements that stand one after the other in `bytes`; none when they do not fill it exactly. */
export function elementsOf(bytes: Buffer | undefined): readonly Element[] {
  const elements: Element[] = [];
  for (let at = 0; bytes !== undefined && at < bytes.length; ) {
    const start = contentStart(bytes, at);
    const size = contentSize(bytes, at);
    if (size === undefined || start + size > bytes.length) return [];
    const end = start + size;
    elements.push({
      tag: bytes[at] ?? 0,
      content: bytes.subarray(start, end),
      whole: bytes.subarray(at, end),
    });
    at = end;
  }
  return elements;
}

function contentStart(bytes: Buffer, at: number): number {
  const first = bytes[at + 1] ?? 0;
  return at + 2 + (first < 0x80 ? 0 : first & 0x7f);
}

/** Size of the content; undefined for the indefinite form and for lengths no certificate has. */
function contentSize(bytes: Buffer, at: number): number | undefined {
  const first = bytes[at + 1];
  if (first === undefined) return undefined;
  if (first < 0x80) return first;
  const count = first & 0x7f;
  if (count === 0 || count > 4 || at + 2 + count > bytes.length) return undefined;
  return bytes.readUIntBE(at + 2, count);
}
