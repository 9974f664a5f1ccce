import { dayNumber } from '../rules/calendar.js';
import { firstYear, lastYear } from '../rules/cells/date.js';
import { isEmployerUbn } from '../rules/cells/employer-ubn.js';
import { judgeWorkerId, sexOfWorkerId } from '../rules/cells/worker-id.js';
import type { ContentWriter } from './content-writer.js';

/** What a number is compared with; objects of one shape, which the compiler of JavaScript thanks with speed. */
export interface QuickLimits {
  readonly decimals: number;
  readonly softMin: number;
  readonly softMax: number;
}

/**
 * The quick way through cells that are written as they are stored and have nothing to remark: most cells of most files.
 * Each function copies the cell from the file's bytes to the record, leaves its value in `value`, and answers true; or
 * it answers false, and the cell must be read by `readCell`, which defines what is right. A property test compares the
 * two ways.
 */
export class QuickCells {
  /** The bytes of the batch that cells are read from. */
  bytes: Buffer = Buffer.alloc(0);
  /** Number, day number, or NaN for text. */
  value = Number.NaN;
  #number = 0;
  readonly #writer: ContentWriter;
  readonly #lastUbn = Buffer.alloc(8);

  constructor(writer: ContentWriter) {
    this.#writer = writer;
  }

  number(start: number, end: number, limits: QuickLimits): boolean {
    const { bytes } = this;
    const out = this.#writer.bytes;
    let to = this.#writer.at;
    let at = start;
    let read = 0;
    for (; at < end; at += 1) {
      const digit = (bytes[at] as number) - 48;
      if (!isDigit(digit)) break;
      read = read * 10 + digit;
      out[to++] = digit + 48;
    }
    const whole = at - start;
    if (whole === 0 || whole > 9 || (whole > 1 && bytes[start] === 48)) return false;
    if (at < end) {
      if (bytes[at] !== point) return false;
      out[to++] = point;
      at += 1;
      const places = end - at;
      if (places === 0 || places > limits.decimals) return false;
      for (; at < end; at += 1) {
        const digit = (bytes[at] as number) - 48;
        if (!isDigit(digit)) return false;
        read = read * 10 + digit;
        out[to++] = digit + 48;
      }
      read /= powers[places] as number;
    }
    if (read < limits.softMin || read > limits.softMax) return false;
    this.value = read;
    this.#writer.at = to;
    return true;
  }

  /** Year of four digits, or three (ROC), month and day, with `-`, `/` or `.` between them. */
  date(start: number, end: number): boolean {
    const { bytes } = this;
    const afterYear = this.#digits(start, Math.min(end, start + 4));
    const digits = afterYear - start;
    const sign = bytes[afterYear];
    if (digits < 3 || afterYear >= end || !(sign === dash || sign === slash || sign === point)) return false;
    const year = digits === 4 ? this.#number : this.#number + 1911;
    const afterMonth = this.#digits(afterYear + 1, Math.min(end, afterYear + 3));
    if (afterMonth === afterYear + 1 || afterMonth >= end || bytes[afterMonth] !== sign) return false;
    const month = this.#number;
    const afterDay = this.#digits(afterMonth + 1, Math.min(end, afterMonth + 3));
    if (afterDay !== end || afterDay === afterMonth + 1) return false;
    if (year < firstYear || year > lastYear) return false;
    const day = dayNumber(year, month, this.#number);
    if (day === undefined) return false;
    this.value = day;
    this.#writeDate(year, month, this.#number);
    return true;
  }

  /** Text without blanks at its ends, line breaks or anything unseen. */
  text(start: number, end: number, maxLength: number): boolean {
    const { bytes } = this;
    if ((bytes[start] as number) <= 0x20 || (bytes[end - 1] as number) <= 0x20) return false;
    const out = this.#writer.bytes;
    let to = this.#writer.at;
    let characters = 0;
    for (let at = start; at < end; at += 1) {
      const byte = bytes[at] as number;
      const kind = byteKinds[byte] as number;
      if (kind !== 0) {
        if (kind === follows) characters -= 1;
        else if (kind === control || !this.#isPlain(at, byte)) return false;
      }
      characters += 1;
      out[to++] = byte;
    }
    if (characters > maxLength) return false;
    this.value = Number.NaN;
    this.#writer.at = to;
    return true;
  }

  /** The half-width one; full-width signs are not quick anyway. */
  hasQuestionMark(start: number, end: number): boolean {
    for (let at = start; at < end; at += 1) if (this.bytes[at] === 0x3f) return true;
    return false;
  }

  workerId(start: number, end: number): boolean {
    if (end - start !== 10 || judgeWorkerId(this.bytes, start) !== 'good') return false;
    this.value = sexOfWorkerId(this.bytes[start + 1] as number) === 'M' ? 0 : 1;
    this.#copy(start, end);
    return true;
  }

  employerUbn(start: number, end: number): boolean {
    if (end - start !== 8) return false;
    const { bytes } = this;
    let isLast = true;
    for (let i = 0; i < 8; i += 1) {
      const byte = bytes[start + i] as number;
      if (!isDigit(byte - 48)) return false;
      if (byte !== this.#lastUbn[i]) isLast = false;
    }
    // Rows of one employer mostly stand together.
    if (!isLast) {
      if (!isEmployerUbn(bytes, start)) return false;
      for (let i = 0; i < 8; i += 1) this.#lastUbn[i] = bytes[start + i] as number;
    }
    return this.#takeText(start, end);
  }

  institution(start: number, end: number, expected: Buffer): boolean {
    if (end - start !== expected.length) return false;
    for (let i = 0; i < expected.length; i += 1) if (this.bytes[start + i] !== expected[i]) return false;
    return this.#takeText(start, end);
  }

  /** Eight digits, and perhaps a digit or capital letter. */
  labourInsurance(start: number, end: number): boolean {
    const length = end - start;
    if (length !== 8 && length !== 9) return false;
    for (let at = start; at < start + 8; at += 1) if (!isDigit((this.bytes[at] as number) - 48)) return false;
    const last = this.bytes[end - 1] as number;
    return (isDigit(last - 48) || (last >= 65 && last <= 90)) && this.#takeText(start, end);
  }

  /** Digits, capital letters, signs and Chinese characters, at least one digit. */
  licence(start: number, end: number, maxLength: number): boolean {
    let hasDigit = false;
    for (let at = start; at < end; at += 1) {
      const byte = this.bytes[at] as number;
      hasDigit ||= isDigit(byte - 48);
      const isLetterOrSign = byte > 0x20 && byte < 0x7f && (byte < 0x61 || byte > 0x7a);
      if (!isLetterOrSign && !(byte >= 0x80 && byte < 0xc0) && !(byte >= 0xe3 && byte <= 0xe9)) return false;
    }
    // What looks like scientific notation has its own sentence.
    const isScientific = isDigit((this.bytes[start] as number) - 48);
    return hasDigit && !isScientific && this.text(start, end, maxLength);
  }

  #takeText(start: number, end: number): boolean {
    this.value = Number.NaN;
    this.#copy(start, end);
    return true;
  }

  /** Reads the digits up to `end` into `#number`. @returns where they end */
  #digits(start: number, end: number): number {
    let at = start;
    let read = 0;
    for (; at < end; at += 1) {
      const digit = (this.bytes[at] as number) - 48;
      if (!isDigit(digit)) break;
      read = read * 10 + digit;
    }
    this.#number = read;
    return at;
  }

  #writeDate(year: number, month: number, day: number): void {
    const out = this.#writer.bytes;
    let to = this.#writer.at;
    const century = Math.floor(year / 100);
    to = writeTwo(out, to, century);
    to = writeTwo(out, to, year - century * 100);
    out[to++] = dash;
    to = writeTwo(out, to, month);
    out[to++] = dash;
    this.#writer.at = writeTwo(out, to, day);
  }

  #copy(start: number, end: number): void {
    const { bytes } = this;
    const out = this.#writer.bytes;
    let to = this.#writer.at;
    for (let at = start; at < end; at += 1) out[to++] = bytes[at] as number;
    this.#writer.at = to;
  }

  /** Whether the character that starts here is neither a blank nor unseen nor private. */
  #isPlain(at: number, lead: number): boolean {
    const second = this.bytes[at + 1] as number;
    if (lead === 0xe3) return second !== 0x80 || this.bytes[at + 2] !== 0x80;
    // U+FF00 to U+FFBF: full-width forms.
    if (lead === 0xef) return second >= 0xbc && second <= 0xbe;
    // U+1F000 to U+1FFFF: pictographs.
    if (lead === 0xf0) return second !== 0x9f;
    return false;
  }
}

const point = 0x2e;
const dash = 0x2d;
const slash = 0x2f;
const powers = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000];

const control = 1;
const follows = 2;
const looked = 3;

/**
 * 0 for bytes that need no second look. Looked at: the leads of U+0080–00BF, U+1000–3FFF but for most of 3000–3FFF,
 * U+E000–FFFF, of rare characters with the pictographs, and the planes of private use; among them are all blanks, unseen and private characters.
 */
const byteKinds = new Uint8Array(256);
byteKinds.fill(control, 0, 0x20);
byteKinds.fill(follows, 0x80, 0xc0);
byteKinds[0x7f] = control;
for (const lead of [0xc2, 0xe1, 0xe2, 0xe3, 0xee, 0xef, 0xf0, 0xf3, 0xf4]) byteKinds[lead] = looked;

/** Writes a number below 100 with two digits. @returns the position after them */
function writeTwo(out: Uint8Array, to: number, number: number): number {
  const tens = Math.floor(number / 10);
  out[to] = 48 + tens;
  out[to + 1] = 48 + number - tens * 10;
  return to + 2;
}

function isDigit(value: number): boolean {
  return value >= 0 && value <= 9;
}
