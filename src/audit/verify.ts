import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Database } from '../database/index.js';
import { chainHash, genesisHash } from './chain.js';
import type { Checkpoint } from './checkpoint.js';

/** One entry as it is stored or exported. */
export interface StoredEntry {
  readonly seq: number;
  readonly previousHash: Buffer;
  readonly hash: Buffer;
  readonly bytes: Buffer;
}

/** What can be wrong with a chain, and where it shows first. */
export type ChainFault =
  | 'unreadable'
  | 'missing'
  | 'altered'
  | 'broken-link'
  | 'truncated'
  | 'contradicts-checkpoint'
  | 'misnumbered';

export type ChainReport =
  | { readonly ok: true; readonly entries: number; readonly hash: Buffer }
  | { readonly ok: false; readonly seq: number; readonly fault: ChainFault };

/**
 * Goes through a chain from its first entry and stops at the first bad one. Memory stays the same for any length.
 *
 * @param checkpoints oldest first; entries are compared with them, and a chain shorter than the last one was truncated
 */
export async function verifyChain(
  entries: AsyncIterable<StoredEntry>,
  checkpoints: readonly Checkpoint[] = [],
): Promise<ChainReport> {
  const expected = new Map(checkpoints.map((checkpoint) => [checkpoint.seq, checkpoint.hash]));
  let previous = genesisHash;
  let seq = 0;
  for await (const entry of entries) {
    seq += 1;
    const fault = findFault(entry, seq, previous, expected);
    if (fault !== undefined) return { ok: false, seq, fault };
    previous = entry.hash;
  }
  const last = checkpoints.at(-1);
  if (last !== undefined && last.seq > seq) return { ok: false, seq: seq + 1, fault: 'truncated' };
  return { ok: true, entries: seq, hash: previous };
}

function findFault(
  entry: StoredEntry,
  seq: number,
  previous: Buffer,
  expected: ReadonlyMap<number, Buffer>,
): ChainFault | undefined {
  if (entry.seq !== seq) return 'missing';
  if (!entry.previousHash.equals(previous)) return 'broken-link';
  if (!chainHash(previous, entry.bytes).equals(entry.hash)) return 'altered';
  if (numberInside(entry.bytes) !== seq) return 'misnumbered';
  const checkpoint = expected.get(seq);
  if (checkpoint !== undefined && !checkpoint.equals(entry.hash)) return 'contradicts-checkpoint';
  return undefined;
}

function numberInside(bytes: Buffer): unknown {
  try {
    return (JSON.parse(bytes.toString('utf8')) as { seq?: unknown } | null)?.seq;
  } catch {
    return undefined;
  }
}

/** Entries straight from the database, in pages of 1,000. */
export async function* readEntries(db: Database): AsyncGenerator<StoredEntry> {
  for (let after = 0; ; ) {
    const page = await db('audit_entries')
      .where('seq', '>', after)
      .orderBy('seq')
      .limit(1_000)
      .select<{ seq: number; previous_hash: Buffer; hash: Buffer; bytes: Buffer }[]>(
        'seq',
        'previous_hash',
        'hash',
        'bytes',
      );
    for (const row of page) {
      after = Number(row.seq);
      yield { seq: after, previousHash: row.previous_hash, hash: row.hash, bytes: row.bytes };
    }
    if (page.length < 1_000) return;
  }
}

/** One line of an exported file: JSON with `seq`, `previous` and `hash` in hex and the entry's exact text. */
export function formatEntryLine(entry: StoredEntry): string {
  return JSON.stringify({
    seq: entry.seq,
    previous: entry.previousHash.toString('hex'),
    hash: entry.hash.toString('hex'),
    entry: entry.bytes.toString('utf8'),
  });
}

/** Entries of an exported file, line by line; an unreadable line ends in `UnreadableLine`. */
export async function* readExportedEntries(file: string): AsyncGenerator<StoredEntry> {
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY });
  let number = 0;
  for await (const line of lines) {
    number += 1;
    yield parseEntryLine(line, number);
  }
}

/** A line of an export that is no entry. */
export class UnreadableLine extends Error {
  constructor(readonly line: number) {
    super(`Line ${line} is not an audit entry.`);
    this.name = 'UnreadableLine';
  }
}

function parseEntryLine(line: string, number: number): StoredEntry {
  try {
    const value = JSON.parse(line) as Record<string, unknown>;
    const { seq, previous, hash, entry } = value;
    if (typeof seq === 'number' && isHash(previous) && isHash(hash) && typeof entry === 'string') {
      return {
        seq,
        previousHash: Buffer.from(previous, 'hex'),
        hash: Buffer.from(hash, 'hex'),
        bytes: Buffer.from(entry, 'utf8'),
      };
    }
  } catch {
    // Not JSON at all: told below like every other unreadable line.
  }
  throw new UnreadableLine(number);
}

function isHash(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{64}$/u.test(value);
}
