import type { Keyring } from '../../keys/index.js';
import type { GoodRows } from '../process/good-rows.js';

/** How many bytes find a worker: 128 bits are far beyond any accidental match, and no index of the table is wider. */
export const workerIndexBytes = 16;

/** By what a worker's records are found: a keyed hash of the normalised ID number. */
export function indexWorker(keyring: Keyring, workerId: string): Buffer {
  return indexWorkers(keyring, [workerId]);
}

/** The same for many at once, 16 bytes for each. @throws TypeError for what is no ID number */
export function indexWorkers(keyring: Keyring, workerIds: readonly string[]): Buffer {
  const blocks = Buffer.alloc(workerIds.length * workerIndexBytes);
  for (const [at, workerId] of workerIds.entries()) {
    if (workerId.length !== idCharacters) throw new TypeError('An ID number has ten characters.');
    blocks.write(workerId, at * workerIndexBytes, 'latin1');
  }
  return keyring.blindIndexBlocks('workers', blocks);
}

/** Fills the rows' column of these, unless that was done before. */
export function indexRows(keyring: Keyring, rows: GoodRows): void {
  if (rows.isIndexed) return;
  const { bytes, length, workerAt, workerIndexes } = rows;
  const blocks = Buffer.alloc(length * workerIndexBytes);
  for (let at = 0; at < length; at += 1) {
    const from = workerAt[at] as number;
    const to = at * workerIndexBytes;
    for (let i = 0; i < idCharacters; i += 1) blocks[to + i] = bytes[from + i] as number;
  }
  keyring.blindIndexBlocks('workers', blocks).copy(workerIndexes);
  rows.isIndexed = true;
}

/** An ID number, filled up with zero bytes, is one block of the hash. */
const idCharacters = 10;
