import { DerError, type DerReader, tag } from './der.js';

/** A BOOLEAN. BER's TRUE is any byte but zero, and cards write 01 as well as DER's FF. */
export function readBoolean(reader: DerReader): boolean {
  const { content } = reader.next(tag.boolean);
  if (content.length !== 1) throw new DerError('a BOOLEAN that is not one byte');
  return content[0] !== 0;
}

/** A small non-negative INTEGER or ENUMERATED, below 2³¹. */
export function readSmallInteger(reader: DerReader, expected: number = tag.integer): number {
  const bytes = shortestInteger(reader.next(expected).content);
  if (bytes.length > 4) throw new DerError('an INTEGER that is too large here');
  const value = bytes.readIntBE(0, bytes.length);
  if (value < 0) throw new DerError('a negative INTEGER where none can be');
  return value;
}

/** An INTEGER of any size: its bytes in two's complement without needless leading ones, so that equal numbers are equal. */
export function readInteger(reader: DerReader): Buffer {
  return shortestInteger(reader.next(tag.integer).content);
}

/** X.690 8.3.2 forbids the leading bytes that are cut off here; some authorities write them in serial numbers. */
export function shortestInteger(content: Buffer): Buffer {
  if (content.length === 0) throw new DerError('an INTEGER without a byte');
  let start = 0;
  while (start < content.length - 1 && isNeedless(content[start], content[start + 1] ?? 0)) start += 1;
  return content.subarray(start);
}

function isNeedless(leading: number | undefined, next: number): boolean {
  return (leading === 0x00 && next < 0x80) || (leading === 0xff && next >= 0x80);
}

/** An OBJECT IDENTIFIER in dotted form. */
export function readObjectIdentifier(reader: DerReader): string {
  return dottedOf(reader.next(tag.objectIdentifier).content);
}

/** @param content the content bytes of an OBJECT IDENTIFIER */
export function dottedOf(content: Buffer): string {
  if (content.length === 0 || content.length > 64)
    throw new DerError('an OBJECT IDENTIFIER of an odd length');
  const arcs: number[] = [];
  let arc = 0;
  for (const byte of content) {
    if (arc > 0xffff_ffff) throw new DerError('an OBJECT IDENTIFIER with an arc that is too large');
    arc = arc * 128 + (byte & 0x7f);
    if ((byte & 0x80) !== 0) continue;
    arcs.push(arc);
    arc = 0;
  }
  if (((content.at(-1) ?? 0x80) & 0x80) !== 0) throw new DerError('an OBJECT IDENTIFIER that is cut off');
  // The first two arcs share one number (X.690 8.19.4).
  const [joint = 0, ...rest] = arcs;
  const first = Math.min(Math.floor(joint / 40), 2);
  return [first, joint - first * 40, ...rest].join('.');
}

/** A BIT STRING of whole bytes, as keys and signatures are. */
export function readBitString(reader: DerReader): Buffer {
  const { content } = reader.next(tag.bitString);
  if (content[0] !== 0) throw new DerError('a BIT STRING that is not whole bytes');
  return content.subarray(1);
}

/** The numbers of the bits that are set in a BIT STRING of named bits; trailing zero bits do not matter. */
export function namedBitsOf(content: Buffer): readonly number[] {
  if (content.length === 0 || content.length > 5) throw new DerError('a BIT STRING of an odd length');
  const unused = content[0] ?? 0;
  if (unused > 7 || (content.length === 1 && unused !== 0)) {
    throw new DerError('a BIT STRING with too many unused bits');
  }
  const bits = (content.length - 1) * 8 - unused;
  const set: number[] = [];
  for (let bit = 0; bit < bits; bit += 1) {
    if (((content[1 + (bit >> 3)] ?? 0) & (0x80 >> (bit & 7))) !== 0) set.push(bit);
  }
  return set;
}

/** A UTCTime or GeneralizedTime in the one form of RFC 5280 4.1.2.5, in milliseconds since 1970. */
export function readTime(reader: DerReader): number {
  const isLong = reader.nextIs(tag.generalizedTime);
  const { content } = reader.next(isLong ? tag.generalizedTime : tag.utcTime);
  return timeOf(content, isLong ? 4 : 2);
}

/** @param yearDigits 2 for UTCTime (50 and more is the last century), 4 for GeneralizedTime */
export function timeOf(content: Buffer, yearDigits: 2 | 4): number {
  if (content.length !== yearDigits + 11 || content[yearDigits + 10] !== 0x5a) {
    throw new DerError('a time that is not in seconds and UTC');
  }
  const short = numberAt(content, 0, yearDigits);
  const year = yearDigits === 4 ? short : short + (short < 50 ? 2000 : 1900);
  const [month, day, hour, minute, second] = [0, 2, 4, 6, 8].map((at) =>
    numberAt(content, yearDigits + at, 2),
  );
  const time = new Date(0);
  time.setUTCFullYear(year, (month ?? 0) - 1, day);
  time.setUTCHours(hour ?? 0, minute, second);
  // A date that rolled over was no date (31 April, 24:00).
  if (time.getUTCMonth() + 1 !== month || time.getUTCDate() !== day || time.getUTCHours() !== hour) {
    throw new DerError('a time that does not exist');
  }
  if ((minute ?? 60) > 59 || (second ?? 60) > 59) throw new DerError('a time that does not exist');
  return time.getTime();
}

function numberAt(content: Buffer, at: number, digits: number): number {
  let value = 0;
  for (let index = at; index < at + digits; index += 1) {
    const digit = (content[index] ?? 0) - 0x30;
    if (digit < 0 || digit > 9) throw new DerError('a time with something else than digits');
    value = value * 10 + digit;
  }
  return value;
}

/** The text of a string of any kind that names use (RFC 5280 4.1.2.4), or undefined for another tag. */
export function textOf(reader: DerReader): string | undefined {
  const decode = decoders.get(reader.tag);
  return decode?.(reader.content);
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const decoders: ReadonlyMap<number, (content: Buffer) => string> = new Map([
  [tag.utf8String, decodeUtf8],
  [tag.printableString, decodeLatin1],
  [tag.numericString, decodeLatin1],
  [tag.ia5String, decodeLatin1],
  [tag.visibleString, decodeLatin1],
  // T.61 as every authority in fact wrote it.
  [tag.teletexString, decodeLatin1],
  [tag.bmpString, decodeBmp],
  [tag.universalString, decodeUniversal],
]);

function decodeUtf8(content: Buffer): string {
  try {
    return utf8.decode(content);
  } catch {
    throw new DerError('a UTF8String that is not UTF-8');
  }
}

function decodeLatin1(content: Buffer): string {
  return content.toString('latin1');
}

function decodeBmp(content: Buffer): string {
  if (content.length % 2 !== 0) throw new DerError('a BMPString with half a character');
  return Buffer.from(content).swap16().toString('utf16le');
}

function decodeUniversal(content: Buffer): string {
  if (content.length % 4 !== 0) throw new DerError('a UniversalString with part of a character');
  let text = '';
  for (let at = 0; at < content.length; at += 4) {
    const code = content.readUInt32BE(at);
    if (code > 0x10ffff) throw new DerError('a UniversalString with no character');
    text += String.fromCodePoint(code);
  }
  return text;
}
