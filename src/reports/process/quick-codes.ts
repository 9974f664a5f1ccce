import { spellingsOf } from '../rules/cells/code.js';
import type { CodeColumn } from '../schema/column.js';

/** All spellings of a column's codes by their bytes, to find a code without making a text of the cell. */
export class QuickCodes {
  /** The stored bytes of each code. */
  readonly codes: readonly Buffer[];
  readonly #ofOneByte = new Int16Array(256).fill(-1);
  readonly #byHash = new Map<number, { readonly bytes: Buffer; readonly index: number }>();

  constructor(column: CodeColumn) {
    const codes = Object.keys(column.codes);
    this.codes = codes.map((code) => Buffer.from(code));
    const known = spellingsOf(column);
    // As they are stored, where that is no spelling of something else.
    const stored = column.ownSpellings === undefined ? codes.map((code) => [code, code] as const) : [];
    const spellings = [...known, ...stored];
    for (const [spelling, code] of spellings) this.#add(Buffer.from(spelling), codes.indexOf(code));
  }

  /** The place of the code among the column's codes, or -1 when these bytes are no spelling known here. */
  find(bytes: Buffer, start: number, end: number): number {
    if (end - start === 1) return this.#ofOneByte[bytes[start] as number] as number;
    let hash = 0;
    for (let at = start; at < end; at += 1) hash = (Math.imul(hash, 31) + (bytes[at] as number)) | 0;
    const found = this.#byHash.get(hash);
    if (found === undefined || found.bytes.length !== end - start) return -1;
    for (let i = 0; i < found.bytes.length; i += 1) if (found.bytes[i] !== bytes[start + i]) return -1;
    return found.index;
  }

  /** Of two spellings with the same hash only the first is found here; the other is read the long way. */
  #add(bytes: Buffer, index: number): void {
    if (bytes.length === 1) this.#ofOneByte[bytes[0] as number] = index;
    const hash = bytes.reduce((sum, byte) => (Math.imul(sum, 31) + byte) | 0, 0);
    if (!this.#byHash.has(hash)) this.#byHash.set(hash, { bytes, index });
  }
}
