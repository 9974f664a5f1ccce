import { FileStopped } from '../file-stopped.js';
import { cellKind } from '../rows/cell-kind.js';
import type { FieldRows } from '../rows/field-rows.js';

/**
 * Reads a flat JSON object (RFC 8259) into a row. Numbers keep the digits they are written with, and no member gets lost
 * because another has its name, as with `JSON.parse`.
 *
 * @throws FileStopped when the line is something else
 */
export function readObjectLine(line: Buffer, rows: FieldRows): void {
  const reader = new ObjectReader(line, rows.row);
  if (reader.isAtEnd()) return;
  reader.expect(braceOpen);
  if (!reader.skip(braceClose)) {
    do {
      const name = reader.readText().toString('utf8');
      const place = rows.place(name);
      reader.expect(colon);
      const { bytes, kind } = reader.readValue(name);
      if (kind !== noValue) rows.set(place, bytes, kind);
    } while (reader.skip(comma));
    reader.expect(braceClose);
  }
  if (!reader.isAtEnd()) reader.fail();
}

const braceOpen = 0x7b;
const braceClose = 0x7d;
const bracketOpen = 0x5b;
const colon = 0x3a;
const comma = 0x2c;
const quote = 0x22;
const backslash = 0x5c;
const noValue = -1;

class ObjectReader {
  readonly #line: Buffer;
  readonly #row: number;
  #at = 0;

  constructor(line: Buffer, row: number) {
    this.#line = line;
    this.#row = row;
  }

  isAtEnd(): boolean {
    this.#skipBlanks();
    return this.#at === this.#line.length;
  }

  /** Takes a sign if it stands here. */
  skip(sign: number): boolean {
    this.#skipBlanks();
    if (this.#line[this.#at] !== sign) return false;
    this.#at += 1;
    return true;
  }

  expect(sign: number): void {
    if (!this.skip(sign)) this.fail();
  }

  fail(): never {
    throw new FileStopped('RPT_FILE_JSON_BROKEN', { row: this.#row });
  }

  readText(): Buffer {
    this.expect(quote);
    const start = this.#at;
    let isPlain = true;
    for (; this.#line[this.#at] !== quote; this.#at += 1) {
      const byte = this.#line[this.#at];
      if (byte === undefined || byte < 0x20) this.fail();
      if (byte !== backslash) continue;
      isPlain = false;
      this.#at += 1;
    }
    const raw = this.#line.subarray(start, this.#at);
    this.#at += 1;
    return isPlain ? raw : this.#unescape(start - 1);
  }

  readValue(name: string): { readonly bytes: Buffer; readonly kind: number } {
    this.#skipBlanks();
    const first = this.#line[this.#at];
    if (first === quote) return { bytes: this.readText(), kind: cellKind.text };
    if (first === braceOpen || first === bracketOpen) {
      throw new FileStopped('RPT_FILE_FIELD_NESTED', { row: this.#row, name: name.slice(0, 40) });
    }
    const [word = ''] = /^[-+.\w]*/.exec(this.#line.toString('latin1', this.#at, this.#at + 40)) ?? [];
    const bytes = this.#line.subarray(this.#at, this.#at + word.length);
    this.#at += word.length;
    if (word === 'null') return { bytes, kind: noValue };
    if (word === 'true' || word === 'false') {
      return { bytes: Buffer.from(word.toUpperCase()), kind: cellKind.boolean };
    }
    if (!/^-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?$/.test(word)) this.fail();
    return { bytes, kind: cellKind.number };
  }

  #unescape(start: number): Buffer {
    try {
      return Buffer.from(JSON.parse(this.#line.toString('utf8', start, this.#at)) as string);
    } catch {
      return this.fail();
    }
  }

  #skipBlanks(): void {
    for (let byte = this.#line[this.#at]; byte !== undefined && isBlank(byte); byte = this.#line[this.#at])
      this.#at += 1;
  }
}

function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0d;
}
