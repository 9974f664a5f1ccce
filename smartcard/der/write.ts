/**
 * Writes DER (X.690): each function takes what a value is made of and gives its whole encoding, tag and length included.
 */
export function sequence(...parts: readonly Uint8Array[]): Buffer {
  return tagged(0x30, ...parts);
}

/** SET OF: DER wants the encodings in ascending order (X.690 11.6). */
export function setOf(...parts: readonly Uint8Array[]): Buffer {
  return tagged(0x31, ...[...parts].sort(Buffer.compare));
}

/** INTEGER of unsigned big-endian bytes. */
export function unsignedInteger(bytes: Uint8Array): Buffer {
  const firstUsed = bytes.findIndex((byte) => byte !== 0);
  const shortest = firstUsed < 0 ? Buffer.of(0) : bytes.subarray(firstUsed);
  const looksNegative = ((shortest[0] ?? 0) & 0x80) !== 0;
  return looksNegative ? tagged(0x02, Buffer.of(0), shortest) : tagged(0x02, shortest);
}

export function nothing(): Buffer {
  return tagged(0x05);
}

/** OBJECT IDENTIFIER from its dotted text. */
export function objectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return tagged(0x06, Buffer.from([first * 40 + second, ...rest].flatMap(base128)));
}

export function octetString(bytes: Uint8Array): Buffer {
  return tagged(0x04, bytes);
}

/** Time of RFC 5652 11.3: UTCTime through 2049, GeneralizedTime from 2050; whole seconds, UTC. */
export function time(moment: Date): Buffer {
  const digits = `${moment.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`;
  const isLate = moment.getUTCFullYear() >= 2050;
  return tagged(isLate ? 0x18 : 0x17, Buffer.from(isLate ? digits : digits.slice(2), 'latin1'));
}

/** `[number]`, constructed, around whole encodings: EXPLICIT of one, or IMPLICIT in place of a SET's tag. */
export function contextual(number: number, ...parts: readonly Uint8Array[]): Buffer {
  return tagged(0xa0 | number, ...parts);
}

function tagged(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  return Buffer.concat([Buffer.of(tag), length(content.length), content]);
}

function length(size: number): Buffer {
  if (size < 0x80) return Buffer.of(size);
  const bytes: number[] = [];
  for (let rest = size; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest & 0xff);
  return Buffer.from([0x80 | bytes.length, ...bytes]);
}

function base128(value: number): number[] {
  const bytes = [value & 0x7f];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128))
    bytes.unshift((rest & 0x7f) | 0x80);
  return bytes;
}
