import type { Database } from '../database/index.js';
import { chainHash } from './chain.js';

/** One entry with its place in the chain. */
export interface FoundEntry {
  readonly seq: number;
  /** The stored form: RFC 8785 JSON, UTF-8. */
  readonly bytes: Buffer;
  readonly hash: Buffer;
  readonly previousHash: Buffer;
  /** Whether the hash is the one of these bytes after that previous hash. */
  readonly hashHolds: boolean;
  /** The entries before and after it, and whether the links between hold; null at the ends of the chain. */
  readonly previous: Neighbour | null;
  readonly next: Neighbour | null;
}

export interface Neighbour {
  readonly seq: number;
  readonly linkHolds: boolean;
}

/** The entry of a number, compared with its neighbours. For the whole chain there is `verifyChain`. */
export async function findEntry(db: Database, seq: number): Promise<FoundEntry | undefined> {
  const rows: readonly EntryRow[] = await db('audit_entries')
    .whereIn('seq', [seq - 1, seq, seq + 1])
    .select('seq', 'bytes', 'hash', 'previous_hash');
  const at = (number: number) => rows.find((row) => Number(row.seq) === number);
  const [before, row, after] = [at(seq - 1), at(seq), at(seq + 1)];
  if (row === undefined) return undefined;
  return {
    seq,
    bytes: row.bytes,
    hash: row.hash,
    previousHash: row.previous_hash,
    hashHolds: chainHash(row.previous_hash, row.bytes).equals(row.hash),
    previous:
      before === undefined ? null : { seq: seq - 1, linkHolds: before.hash.equals(row.previous_hash) },
    next: after === undefined ? null : { seq: seq + 1, linkHolds: row.hash.equals(after.previous_hash) },
  };
}

interface EntryRow {
  readonly seq: number | string;
  readonly bytes: Buffer;
  readonly hash: Buffer;
  readonly previous_hash: Buffer;
}
