/** A grey picture of squares of eight pixels: as much as a JPEG needs no transform for. */
export interface GreySquares {
  /** Of squares. */
  readonly columns: number;
  readonly rows: number;
  /** How bright a square is, 0 black to 255 white. */
  brightness(column: number, row: number): number;
}

/**
 * Writes a baseline JPEG (ITU-T T.81) in which every block is of one brightness, so that only its first coefficient is coded.
 *
 * @returns some six bits for each square; `columns` × 8 by `rows` × 8 pixels
 */
export function encodeGreyJpeg({ columns, rows, brightness }: GreySquares): Buffer {
  const bits = new BitWriter(columns * rows * 3 + 64);
  let before = 0;
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      // The sum of 64 equal samples, scaled by the transform and divided by the table below, is the sample itself.
      const level = Math.max(0, Math.min(255, Math.round(brightness(column, row)))) - 128;
      writeDifference(bits, level - before);
      before = level;
      bits.write(0, endOfBlockLength);
    }
  }
  return Buffer.concat([...header(columns * 8, rows * 8), bits.finish(), Buffer.from([0xff, 0xd9])]);
}

function header(width: number, height: number): readonly Buffer[] {
  const size = [height >>> 8, height & 0xff, width >>> 8, width & 0xff];
  return [
    Buffer.from([0xff, 0xd8]),
    segment(0xe0, [...Buffer.from('JFIF\0', 'latin1'), 1, 2, 1, 0, 72, 0, 72, 0, 0]),
    segment(0xdb, [0, ...Array<number>(64).fill(8)]),
    segment(0xc0, [8, ...size, 1, 1, 0x11, 0]),
    segment(0xc4, [0x00, ...lengthsOf(differenceLengths), ...differenceLengths.keys()]),
    segment(0xc4, [0x10, ...lengthsOf([endOfBlockLength]), 0]),
    segment(0xda, [1, 1, 0x00, 0, 63, 0]),
  ];
}

function segment(marker: number, data: readonly number[]): Buffer {
  const length = data.length + 2;
  return Buffer.from([0xff, marker, length >>> 8, length & 0xff, ...data]);
}

/** Lengths of the codes for the sizes 0 to 8 of a difference; no code consists of ones alone (T.81 C.2). */
const differenceLengths = [2, 3, 3, 3, 3, 3, 4, 5, 6] as const;
const endOfBlockLength = 1;

/** How many codes there are of each length, 1 to 16 (T.81 B.2.4.2). */
function lengthsOf(codes: readonly number[]): readonly number[] {
  return Array.from({ length: 16 }, (_, index) => codes.filter((length) => length === index + 1).length);
}

/** T.81 C.2: codes of one length follow each other, a longer one goes on behind. */
const differenceCodes = differenceLengths.map((length, size) => {
  let code = 0;
  for (let before = 0; before < size; before += 1) {
    const [now = 0, next = 0] = [differenceLengths[before], differenceLengths[before + 1]];
    code = (code + 1) << (next - now);
  }
  return { code, length };
});

/** T.81 F.1.2.1: the size of the difference by its code, then its low bits; one less for negative ones. */
function writeDifference(bits: BitWriter, difference: number): void {
  const size = 32 - Math.clz32(Math.abs(difference));
  const { code, length } = differenceCodes[size] ?? { code: 0, length: 0 };
  bits.write(code, length);
  if (size > 0) bits.write(difference > 0 ? difference : difference + (1 << size) - 1, size);
}

class BitWriter {
  readonly #bytes: Buffer;
  #at = 0;
  #held = 0;
  #count = 0;

  constructor(most: number) {
    this.#bytes = Buffer.alloc(most * 2);
  }

  write(value: number, length: number): void {
    for (let bit = length - 1; bit >= 0; bit -= 1) {
      this.#held = (this.#held << 1) | ((value >>> bit) & 1);
      this.#count += 1;
      if (this.#count === 8) this.#flush();
    }
  }

  /** The last byte is filled with ones (T.81 F.1.2.3). */
  finish(): Buffer {
    while (this.#count > 0) this.write(1, 1);
    return this.#bytes.subarray(0, this.#at);
  }

  #flush(): void {
    this.#bytes[this.#at++] = this.#held;
    if (this.#held === 0xff) this.#bytes[this.#at++] = 0;
    this.#held = 0;
    this.#count = 0;
  }
}
