/**
 * The exams seen in a file: worker, day and hazard operation, each with the row where it stands first. Exact (no two different exams count
 * as the same) and compact: 12 bytes for each of at most twice the rows allowed.
 */
export class ExamSet {
  readonly #keys: Float64Array;
  readonly #rows: Int32Array;
  readonly #mask: number;

  /** @param most exams that may be added; memory is taken from the system only as far as it is used */
  constructor(most: number) {
    const size = 2 ** Math.ceil(Math.log2(Math.max(16, most * 1.5)));
    this.#keys = new Float64Array(size);
    this.#rows = new Int32Array(size);
    this.#mask = size - 1;
  }

  /**
   * @param bytes where a good worker ID begins at `start`
   * @returns the row where the same exam stands already, or 0 after adding it
   */
  add(bytes: Uint8Array, start: number, exam: ExamOfWorker, row: number): number {
    const key = examKey(bytes, start, exam);
    let slot = hashOf(key) & this.#mask;
    for (;;) {
      const kept = this.#keys[slot] as number;
      if (kept === key) return this.#rows[slot] as number;
      if (kept === 0) break;
      slot = (slot + 1) & this.#mask;
    }
    this.#keys[slot] = key;
    this.#rows[slot] = row;
    return 0;
  }
}

/** What tells a worker's exams apart. */
interface ExamOfWorker {
  /** Day number, from 1900 to 2100. */
  readonly day: number;
  /** From 1 to 39 for a hazard operation, 0 for exams without. */
  readonly hazard: number;
}

/**
 * One whole number below 2^53 for an exam, never 0: 26 letters × 8 second characters × 10^7 (the last digit checks the
 * others and says nothing new), times 40 operations, times 73,500 days since 1900-01-01: 6.2 × 10^15.
 */
function examKey(bytes: Uint8Array, start: number, { day, hazard }: ExamOfWorker): number {
  const second = secondCharacters[bytes[start + 1] as number] as number;
  let id = ((bytes[start] as number) - 65) * 8 + second;
  for (let i = 2; i < 9; i += 1) id = id * 10 + (bytes[start + i] as number) - 48;
  return (id * 40 + hazard) * 73_500 + (day + 25_567 + 1);
}

/** Of citizens, and of residents' new and old numbers. */
const secondCharacters = new Uint8Array(256);
for (const [place, character] of [...Buffer.from('1289ABCD')].entries()) secondCharacters[character] = place;

function hashOf(key: number): number {
  const high = Math.floor(key / 4_294_967_296);
  let hash = Math.imul(key | 0, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  return hash ^ (hash >>> 13);
}
