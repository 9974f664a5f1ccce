import type { GoodRows } from '../process/good-rows.js';
import { workerIndexBytes } from './worker-index.js';

/**
 * The search columns of rows as lines in the default format of LOAD DATA: row, exam date, hazard, level, employer and the
 * worker's index, with tabs between; `\N` is NULL. The index is written as it is, which spares the server to read digits;
 * a byte of it that means something in a line stands behind a backslash.
 *
 * @throws TypeError when a value holds what would need quoting; the rules before have seen to that
 */
export function recordLines(rows: GoodRows): Buffer {
  const lines = Buffer.allocUnsafe(rows.length * longestLine);
  const writer = new LineWriter(lines);
  for (let at = 0; at < rows.length; at += 1) {
    writer.number(rows.rows[at] as number);
    writer.byte(tab);
    writer.date(rows.examDate(at));
    writer.byte(tab);
    const hazardAt = rows.hazardAt[at] as number;
    if (hazardAt < 0) writer.nothing();
    else writer.plain(rows.bytes, hazardAt, 2);
    writer.byte(tab);
    const level = rows.levels[at] as number;
    if (level === 0) writer.nothing();
    else writer.number(level);
    writer.byte(tab);
    writer.plain(rows.bytes, rows.employerAt[at] as number, 8);
    writer.byte(tab);
    writer.escaped(rows.workerIndexes, at * workerIndexBytes, workerIndexBytes);
    writer.byte(lineFeed);
  }
  return lines.subarray(0, writer.at);
}

/** A line as it was before it was written. */
export interface RecordLine {
  readonly row: string;
  readonly examDate: string;
  readonly hazardCode: string | null;
  readonly level: string | null;
  readonly employerUbn: string;
  readonly workerIndex: Buffer;
}

/** Reads what `recordLines` wrote, for a server that does not. */
export function readRecordLines(lines: Buffer): readonly RecordLine[] {
  const read: RecordLine[] = [];
  let fields: Buffer[] = [];
  let field: number[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const byte = lines[at] as number;
    if (byte === backslash) {
      at += 1;
      // The sign of NULL keeps its backslash.
      if (lines[at] === 0x4e) field.push(backslash);
      field.push(lines[at] as number);
    } else if (byte === tab || byte === lineFeed) {
      fields.push(Buffer.from(field));
      field = [];
      if (byte === lineFeed) {
        read.push(toRecordLine(fields));
        fields = [];
      }
    } else field.push(byte);
  }
  return read;
}

function toRecordLine(fields: readonly Buffer[]): RecordLine {
  const [row = '', examDate = '', hazard = '', level = '', employerUbn = ''] = fields.map((field) =>
    field.toString('latin1'),
  );
  return {
    row,
    examDate,
    hazardCode: hazard === '\\N' ? null : hazard,
    level: level === '\\N' ? null : level,
    employerUbn,
    workerIndex: fields[5] ?? Buffer.alloc(0),
  };
}

/** Ten digits, date, hazard, level, employer, worker with a backslash before each byte, and six signs between and after them. */
const longestLine = 10 + 10 + 2 + 3 + 8 + 2 * workerIndexBytes + 6;

const tab = 0x09;
const lineFeed = 0x0a;
const backslash = 0x5c;

class LineWriter {
  at = 0;
  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  byte(byte: number): void {
    this.#bytes[this.at] = byte;
    this.at += 1;
  }

  /** `\N` */
  nothing(): void {
    this.byte(backslash);
    this.byte(0x4e);
  }

  /** A whole number that is not negative. */
  number(value: number): void {
    let power = 1;
    while (value / power >= 10) power *= 10;
    for (; power >= 1; power /= 10) this.byte(0x30 + (Math.floor(value / power) % 10));
  }

  /** `yyyy-mm-dd` */
  date(iso: string): void {
    for (let at = 0; at < 10; at += 1) this.byte(iso.charCodeAt(at));
  }

  /** Letters and digits. */
  plain(bytes: Buffer, start: number, length: number): void {
    for (let at = start; at < start + length; at += 1) {
      const byte = bytes[at] as number;
      if (isPlain[byte] === 0) throw new TypeError('A search column holds more than letters and digits.');
      this.byte(byte);
    }
  }

  /** Any bytes. */
  escaped(bytes: Buffer, start: number, length: number): void {
    for (let at = start; at < start + length; at += 1) {
      const byte = bytes[at] as number;
      if (byte === tab || byte === lineFeed || byte === backslash) this.byte(backslash);
      this.byte(byte);
    }
  }
}

const isPlain = new Uint8Array(256);
for (const character of Buffer.from('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz')) {
  isPlain[character] = 1;
}
