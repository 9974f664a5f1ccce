import { contentVersion, unitSeparator } from './content.js';

/** Writes the stored form of records one behind the other into one buffer that grows as needed. */
export class ContentWriter {
  bytes: Buffer = contentMemory();
  /** Where the next byte goes. */
  at = 0;

  /** Goes on in other memory, from its beginning. */
  turnTo(memory: Buffer): void {
    this.bytes = memory;
    this.at = 0;
  }

  /** Begins a record of which no more than `most` bytes will follow. */
  begin(layout: number, most: number): void {
    if (this.at + most + 2 > this.bytes.length) this.#grow(most + 2);
    this.bytes[this.at] = contentVersion;
    this.bytes[this.at + 1] = layout;
    this.at += 2;
  }

  separate(): void {
    this.bytes[this.at] = unitSeparator;
    this.at += 1;
  }

  /** Writes a value; counts within the bytes announced. */
  write(text: string): void {
    this.at += this.bytes.write(text, this.at, 'utf8');
  }

  #grow(most: number): void {
    const larger = Buffer.allocUnsafe((this.at + most) * 2);
    this.bytes.copy(larger, 0, 0, this.at);
    this.bytes = larger;
  }
}

/** Memory to write some thousand records to. */
export function contentMemory(): Buffer {
  return Buffer.allocUnsafeSlow(512 * 1024);
}
