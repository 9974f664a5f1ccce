import { FileStopped } from '../file-stopped.js';
import type { XmlListener } from '../xml/scan-xml.js';
import { cellText } from './cell-text.js';

/** The shared strings of a workbook (ECMA-376 part 1, 18.4), in one buffer. */
export class StringTable implements XmlListener {
  bytes = Buffer.allocUnsafe(64 * 1024);
  #ends = new Int32Array(1024);
  #count = 0;
  #length = 0;
  #isText = false;
  #phonetic = 0;
  readonly #mostBytes: number;

  /** @param mostBytes what all strings together may take */
  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  get count(): number {
    return this.#count;
  }

  startOf(index: number): number {
    return index === 0 ? 0 : (this.#ends[index - 1] as number);
  }

  endOf(index: number): number {
    return this.#ends[index] as number;
  }

  open(name: string): void {
    if (name === 'rPh') this.#phonetic += 1;
    // How a name is pronounced is not part of it.
    this.#isText = name === 't' && this.#phonetic === 0;
  }

  text(bytes: Buffer, start: number, end: number): void {
    if (!this.#isText) return;
    const text = cellText(bytes, start, end);
    if (text === undefined) this.#copy(bytes, start, end);
    else {
      const decoded = Buffer.from(text);
      this.#copy(decoded, 0, decoded.length);
    }
  }

  close(name: string): void {
    if (name === 't') this.#isText = false;
    else if (name === 'rPh') this.#phonetic -= 1;
    else if (name === 'si') this.#endString();
  }

  #endString(): void {
    if (this.#count === this.#ends.length) {
      const larger = new Int32Array(this.#ends.length * 2);
      larger.set(this.#ends);
      this.#ends = larger;
    }
    this.#ends[this.#count] = this.#length;
    this.#count += 1;
  }

  #copy(bytes: Buffer, start: number, end: number): void {
    const length = end - start;
    if (this.#length + length > this.#mostBytes) {
      throw new FileStopped('RPT_FILE_STRINGS_TOO_LARGE', { megabytes: this.#mostBytes / 1_000_000 });
    }
    if (this.#length + length > this.bytes.length) {
      const larger = Buffer.allocUnsafe(Math.min(this.#mostBytes, (this.#length + length) * 2));
      this.bytes.copy(larger, 0, 0, this.#length);
      this.bytes = larger;
    }
    bytes.copy(this.bytes, this.#length, start, end);
    this.#length += length;
  }
}
