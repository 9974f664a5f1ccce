/** One BER-TLV data object (ISO/IEC 7816-4 5.2.2): tag in hex, then the value. */
export function tlv(tag: string, ...values: readonly Uint8Array[]): Buffer {
  const value = Buffer.concat(values);
  return Buffer.concat([Buffer.from(tag, 'hex'), lengthOctets(value.length), value]);
}

/** The value of the first data object with a one-byte tag among those side by side in `data`; undefined without one. */
export function findValue(tag: number, data: Buffer): Buffer | undefined {
  let at = 0;
  while (at + 1 < data.length) {
    const { length, size } = readLength(data, at + 1);
    const start = at + 1 + size;
    if (data[at] === tag) return data.subarray(start, start + length);
    at = start + length;
  }
  return undefined;
}

function lengthOctets(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  if (length < 0x100) return Buffer.from([0x81, length]);
  return Buffer.from([0x82, length >> 8, length & 0xff]);
}

function readLength(data: Buffer, at: number): { length: number; size: number } {
  const first = data[at] ?? 0;
  if (first < 0x80) return { length: first, size: 1 };
  const size = first & 0x7f;
  return { length: data.readUIntBE(at + 1, size), size: size + 1 };
}
