/** The length of the bytes without a UTF-8 character that is cut off at the end. */
export function wholeCharacters(bytes: Uint8Array): number {
  const end = bytes.length;
  for (let back = 1; back <= 3 && back <= end; back += 1) {
    const byte = bytes[end - back] ?? 0;
    if (byte < 0x80) return end;
    if (byte >= 0xc0) return sequenceLength(byte) > back ? end - back : end;
  }
  return end;
}

/**
 * The position after the last line feed or carriage return before `length`, or 0 when there is none. In Big5 neither
 * byte can be the second of a character, so the text may be cut there.
 */
export function lineEndBefore(bytes: Buffer, length: number): number {
  for (let at = length - 1; at >= 0; at -= 1) {
    if (bytes[at] === 0x0a || bytes[at] === 0x0d) return at + 1;
  }
  return 0;
}

function sequenceLength(lead: number): number {
  if (lead >= 0xf0) return 4;
  return lead >= 0xe0 ? 3 : 2;
}
