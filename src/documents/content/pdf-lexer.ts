/** One token of PDF syntax (ISO 32000-1 7.2–7.3). Strings are skipped: what they say does nothing. */
export type PdfToken =
  | { readonly kind: 'name' | 'keyword'; readonly text: string }
  | { readonly kind: 'open' | 'close'; readonly text: '<<' | '>>' | '[' | ']' | '{' | '}' }
  | { readonly kind: 'string' | 'end' };

/** Reads tokens one after another, as forgivingly as viewers do; never throws. */
export class PdfLexer {
  readonly #bytes: Uint8Array;
  /** Of the next byte to be read. */
  at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.#bytes = bytes;
    this.at = at;
  }

  next(): PdfToken {
    this.#skipBlanks();
    const byte = this.#bytes[this.at];
    if (byte === undefined) return { kind: 'end' };
    if (byte === codes.slash) return this.#readName();
    if (byte === codes.roundOpen) return this.#skipText();
    if (byte === codes.less || byte === codes.greater) return this.#readAngle(byte);
    const bracket = brackets.get(byte);
    if (bracket !== undefined) {
      this.at++;
      return bracket;
    }
    if (byte === codes.roundClose) {
      this.at++;
      return { kind: 'string' };
    }
    return { kind: 'keyword', text: this.#readRegular() };
  }

  #skipBlanks(): void {
    for (; this.at < this.#bytes.length; this.at++) {
      const byte = this.#bytes[this.at] ?? 0;
      if (byte === codes.percent) this.#skipComment();
      else if (!blanks.has(byte)) return;
    }
  }

  #skipComment(): void {
    while (this.at + 1 < this.#bytes.length && !lineEnds.has(this.#bytes[this.at + 1] ?? 0)) this.at++;
  }

  /** `#` and two hexadecimal digits stand for a byte (7.3.5), by which names can be disguised. */
  #readName(): PdfToken {
    this.at++;
    const text = this.#readRegular();
    return {
      kind: 'name',
      text: text.replace(/#([0-9A-Fa-f]{2})/g, (_all, digits: string) =>
        String.fromCharCode(Number.parseInt(digits, 16)),
      ),
    };
  }

  #readRegular(): string {
    const from = this.at;
    while (this.at < this.#bytes.length) {
      const byte = this.#bytes[this.at] ?? 0;
      if (blanks.has(byte) || delimiters.has(byte)) break;
      this.at++;
    }
    return Buffer.from(this.#bytes.subarray(from, this.at)).toString('latin1');
  }

  /** Parentheses nest unless they are escaped (7.3.4.2). */
  #skipText(): PdfToken {
    let depth = 0;
    for (; this.at < this.#bytes.length; this.at++) {
      const byte = this.#bytes[this.at];
      if (byte === codes.backslash) this.at++;
      else if (byte === codes.roundOpen) depth++;
      else if (byte === codes.roundClose && --depth === 0) break;
    }
    this.at++;
    return { kind: 'string' };
  }

  #readAngle(byte: number): PdfToken {
    if (this.#bytes[this.at + 1] === byte) {
      this.at += 2;
      return byte === codes.less ? { kind: 'open', text: '<<' } : { kind: 'close', text: '>>' };
    }
    if (byte === codes.less) {
      while (this.at < this.#bytes.length && this.#bytes[this.at] !== codes.greater) this.at++;
    }
    this.at++;
    return { kind: 'string' };
  }
}

const codes = {
  percent: 0x25,
  roundOpen: 0x28,
  roundClose: 0x29,
  slash: 0x2f,
  less: 0x3c,
  greater: 0x3e,
  backslash: 0x5c,
} as const;

const blanks = new Set([0x00, 0x09, 0x0a, 0x0c, 0x0d, 0x20]);
const lineEnds = new Set([0x0a, 0x0d]);
const delimiters = new Set([...Buffer.from('()<>[]{}/%')]);

const brackets = new Map<number, PdfToken>([
  [0x5b, { kind: 'open', text: '[' }],
  [0x5d, { kind: 'close', text: ']' }],
  [0x7b, { kind: 'open', text: '{' }],
  [0x7d, { kind: 'close', text: '}' }],
]);
