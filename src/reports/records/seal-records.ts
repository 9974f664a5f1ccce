import type { Keyring } from '../../keys/index.js';
import type { ExamRecord } from '../process/types.js';

/** Neighbouring rows sealed as one value, as `exam_record_chunks` keeps them. */
export interface SealedChunk {
  readonly firstRow: number;
  readonly sealed: Buffer;
}

/** What a record is searched by, as `exam_records` keeps it. */
export interface IndexedRecord {
  readonly row: number;
  readonly examDate: string;
  readonly hazardCode: string | null;
  readonly level: number | null;
  readonly employerUbn: string;
  /** `workerIndexer`: 32 hexadecimal digits. */
  readonly workerIndex: string;
}

/**
 * How many rows are sealed together. One cipher costs as much as encrypting several kilobytes, so single rows would cost
 * more than all the rest of the work on them; a larger chunk would make reading one record slow.
 */
export const rowsPerChunk = 200;

/** Seals rows in file order into chunks; each is bound to its submission and its first row. */
export function sealRecords(
  keyring: Keyring,
  submissionId: number,
  records: readonly ExamRecord[],
): SealedChunk[] {
  const chunks: SealedChunk[] = [];
  for (let at = 0; at < records.length; at += rowsPerChunk) {
    const rows = records.slice(at, at + rowsPerChunk);
    const firstRow = rows[0]?.row ?? 0;
    const sealed = keyring.sealChunk('exam-records', rows, contextOfChunk(submissionId, firstRow));
    chunks.push({ firstRow, sealed });
  }
  return chunks;
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

/** The keyed hash by which a worker's records are found, 32 hexadecimal digits. */
export type WorkerIndexer = (workerId: string) => string;

/**
 * Half of the HMAC is kept: 128 bits are far beyond any accidental match, and the index over it is the widest of the table.
 * The hashes of some thousand workers are remembered, since a row is first looked up and then written.
 */
export function workerIndexer(keyring: Keyring): WorkerIndexer {
  const remembered = new Map<string, string>();
  return (workerId) => {
    const known = remembered.get(workerId);
    if (known !== undefined) return known;
    if (remembered.size >= mostRemembered) remembered.clear();
    const index = keyring.blindIndex('workers', workerId).toString('hex', 0, 16);
    remembered.set(workerId, index);
    return index;
  };
}

const mostRemembered = 4_096;

/** What a chunk is bound to: its submission and its first row. */
export function contextOfChunk(submissionId: number, firstRow: number): string {
  return `submission:${submissionId}/rows-from:${firstRow}`;
}
