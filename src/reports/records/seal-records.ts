import { type ChunkColumns, ChunkPacker, type Keyring, sealingBytes } from '../../keys/index.js';

/** Neighbouring rows sealed as one value, as `exam_record_chunks` keeps them. */
export interface SealedChunk {
  readonly firstRow: number;
  readonly sealed: Buffer;
}

/**
 * How many rows are sealed together. One cipher costs as much as encrypting several kilobytes, so single rows would cost
 * more than all the rest of the work on them; a larger chunk would make reading one record slow.
 */
export const rowsPerChunk = 200;

/** Chunks that were sealed together, in memory that is used again. */
export interface SealedRows {
  readonly chunks: readonly SealedChunk[];
  /** The chunks are void from now on. */
  release(): void;
}

/** Seals rows in file order into chunks; each is bound to its submission and its first row. */
export function createSealer(keyring: Keyring, submissionId: number) {
  const packer = new ChunkPacker();
  const free: Buffer[] = [];
  return (rows: ChunkColumns & { readonly length: number }): SealedRows => {
    const memory = takeMemory(free, bytesOf(rows));
    const chunks: SealedChunk[] = [];
    let at = 0;
    for (let from = 0; from < rows.length; from += rowsPerChunk) {
      const packed = packer.pack(rows, from, Math.min(rows.length, from + rowsPerChunk));
      const firstRow = rows.rows[from] as number;
      const context = contextOfChunk(submissionId, firstRow);
      const sealed = keyring.sealPacked('exam-records', packed, context, memory.subarray(at));
      at += sealed.length;
      chunks.push({ firstRow, sealed });
    }
    return { chunks, release: () => void free.push(memory) };
  };
}

/** Some that is large enough; what is too small is given up. */
function takeMemory(free: Buffer[], size: number): Buffer {
  const memory = free.pop();
  return memory !== undefined && memory.length >= size
    ? memory
    : Buffer.allocUnsafeSlow(Math.ceil(size * 1.25));
}

/** What the rows need sealed: their contents, 8 bytes for each, and for each chunk its count and seal. */
function bytesOf({ starts, ends, length }: ChunkColumns & { readonly length: number }): number {
  let size = length * 8 + Math.ceil(length / rowsPerChunk) * (4 + sealingBytes);
  for (let at = 0; at < length; at += 1) size += (ends[at] as number) - (starts[at] as number);
  return size;
}

/**
 * The content of one row of a chunk, as `process/content.ts` documents it.
 *
 * @returns undefined when the chunk has no such row
 * @throws UnsealError when the chunk is not that of this submission and first row
 */
export function openRecord(
  keyring: Keyring,
  submissionId: number,
  chunk: SealedChunk,
  row: number,
): Buffer | undefined {
  return keyring
    .openChunk('exam-records', chunk.sealed, contextOfChunk(submissionId, chunk.firstRow))
    .get(row);
}

/** What a chunk is bound to: its submission and its first row. */
export function contextOfChunk(submissionId: number, firstRow: number): string {
  return `submission:${submissionId}/rows-from:${firstRow}`;
}
