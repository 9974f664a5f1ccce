/** Thrown for bytes that are not the ASN.1 that was expected; the only thing the readers of this folder throw. */
export class DerError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'DerError';
  }
}

/** Tags of X.690 that certificates and CRLs use; `constructed` is the bit 0x20. */
export const tag = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  objectIdentifier: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  numericString: 0x12,
  printableString: 0x13,
  teletexString: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  visibleString: 0x1a,
  universalString: 0x1c,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const;

/** `[number]`, constructed. */
export const explicitTag = (number: number): number => 0xa0 | number;

/** `[number]`, primitive (what IMPLICIT makes of a string or an integer). */
export const implicitTag = (number: number): number => 0x80 | number;

/** Certificates nest about ten deep. Deeper input is hostile. */
const maximumDepth = 24;

/**
 * Walks over the elements of one encoding without copying: `next` and `optional` move on, `inside` gives a reader of
 * what an element contains. Takes DER and the BER that OpenSSL reads too: lengths with more bytes than needed, and
 * indefinite lengths. Tag numbers above 30 and lengths above 4 bytes are refused.
 */
export class DerReader {
  readonly bytes: Buffer;
  /** Of the element read last: its tag, where it starts, where its content starts and ends, where the next one starts. */
  tag = 0;
  start = 0;
  contentStart = 0;
  contentEnd = 0;
  private position: number;
  private readonly end: number;
  private readonly depth: number;

  constructor(bytes: Buffer, start = 0, end: number = bytes.length, depth = 0) {
    this.bytes = bytes;
    this.position = start;
    this.end = end;
    this.depth = depth;
  }

  get isDone(): boolean {
    return this.position >= this.end;
  }

  /** Whether the next element has this tag. */
  nextIs(expected: number): boolean {
    return this.position < this.end && this.bytes[this.position] === expected;
  }

  /** Reads the header of the next element, whatever it is, and moves behind it. */
  nextOfAnyTag(): this {
    this.start = this.position;
    this.tag = this.byteAt(this.position);
    if ((this.tag & 0x1f) === 0x1f) throw new DerError('a tag number above 30');
    const first = this.byteAt(this.position + 1);
    if (first < 0x80) this.place(this.position + 2, first);
    else if (first === 0x80) this.placeIndefinite();
    else this.placeLong(first & 0x7f);
    return this;
  }

  /** The same, for the one tag that may stand here. */
  next(expected: number): this {
    if (!this.nextIs(expected)) {
      const found = this.position < this.end ? this.byteAt(this.position).toString(16) : 'the end';
      throw new DerError(`${found} where ${expected.toString(16)} is expected`);
    }
    return this.nextOfAnyTag();
  }

  /** Reads the next element if it has this tag. */
  optional(expected: number): boolean {
    if (!this.nextIs(expected)) return false;
    this.nextOfAnyTag();
    return true;
  }

  /** The content of the element read last. */
  get content(): Buffer {
    return this.bytes.subarray(this.contentStart, this.contentEnd);
  }

  /** The whole encoding of the element read last. */
  get element(): Buffer {
    return this.bytes.subarray(this.start, this.position);
  }

  /** A reader of the elements inside the one read last. */
  inside(): DerReader {
    if (this.depth >= maximumDepth) throw new DerError('nested too deep');
    return new DerReader(this.bytes, this.contentStart, this.contentEnd, this.depth + 1);
  }

  /** Goes on to what is inside the next element, which has this tag. */
  enter(expected: number): DerReader {
    return this.next(expected).inside();
  }

  /** @throws DerError when elements are left over */
  finish(): void {
    if (this.position !== this.end) throw new DerError('something follows the last element');
  }

  private place(contentStart: number, length: number): void {
    const contentEnd = contentStart + length;
    if (contentEnd > this.end) throw new DerError('a length that goes beyond the end');
    this.contentStart = contentStart;
    this.contentEnd = contentEnd;
    this.position = contentEnd;
  }

  private placeLong(count: number): void {
    if (count > 4) throw new DerError('a length of more than 4 bytes');
    const from = this.position + 2;
    let length = 0;
    for (let at = from; at < from + count; at += 1) length = length * 256 + this.byteAt(at);
    this.place(from + count, length);
  }

  /** X.690 8.1.3.6: the content ends at the end-of-contents octets that belong to it. */
  private placeIndefinite(): void {
    if ((this.tag & 0x20) === 0) throw new DerError('an indefinite length of a primitive');
    if (this.depth >= maximumDepth) throw new DerError('nested too deep');
    const contentStart = this.position + 2;
    const scan = new DerReader(this.bytes, contentStart, this.end, this.depth + 1);
    while (!scan.nextIs(0)) scan.nextOfAnyTag();
    const contentEnd = scan.position;
    scan.nextOfAnyTag();
    if (scan.contentEnd !== contentEnd + 2) throw new DerError('end-of-contents octets with a content');
    this.contentStart = contentStart;
    this.contentEnd = contentEnd;
    this.position = contentEnd + 2;
  }

  private byteAt(position: number): number {
    const byte = position < this.end ? this.bytes[position] : undefined;
    if (byte === undefined) throw new DerError('the end where something is expected');
    return byte;
  }
}
