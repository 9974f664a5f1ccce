/** One row of a chunk: its own number, by which alone it is found again, and its content. */
export interface ChunkRow {
  /** Unsigned 32-bit; unique in the chunk. */
  readonly row: number;
  readonly content: Uint8Array;
}

/**
 * Packs rows into one plaintext, so that one cipher serves a whole chunk.
 *
 * Layout, big-endian: count (4) ‖ count × [row (4) ‖ length (4)] ‖ the contents one after another.
 */
export function packChunk(rows: readonly ChunkRow[]): Buffer {
  const ends = Uint32Array.from(rows, ({ content }) => content.length);
  for (let at = 1; at < ends.length; at += 1) ends[at] = (ends[at] as number) + (ends[at - 1] as number);
  const columns = {
    bytes: Buffer.concat(rows.map(({ content }) => content)),
    rows: Uint32Array.from(rows, ({ row }) => row),
    starts: Uint32Array.from([0, ...ends.subarray(0, -1)]),
    ends,
  };
  return new ChunkPacker().pack(columns, 0, rows.length);
}

/** Rows as columns: the content of row `rows[i]` lies in `bytes` from `starts[i]` to `ends[i]`. */
export interface ChunkColumns {
  readonly bytes: Uint8Array;
  readonly rows: Uint32Array;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
}

/** Packs rows that stand in columns, again and again into the same memory. */
export class ChunkPacker {
  #packed = Buffer.alloc(0);

  /**
   * The rows with the places `from` up to `to`, in the layout of `packChunk`.
   *
   * @returns a view that is valid until the next call
   */
  pack({ bytes, rows, starts, ends }: ChunkColumns, from: number, to: number): Buffer {
    const first = starts[from] ?? 0;
    let bytesOfRows = 0;
    for (let at = from; at < to; at += 1) bytesOfRows += (ends[at] as number) - (starts[at] as number);
    const head = 4 + (to - from) * entryBytes;
    const size = head + bytesOfRows;
    if (size > this.#packed.length) this.#packed = Buffer.allocUnsafeSlow(size * 2);
    const packed = this.#packed;
    packed.writeUInt32BE(to - from, 0);
    let entryAt = 4;
    for (let at = from; at < to; at += 1) {
      packed.writeUInt32BE(rows[at] as number, entryAt);
      packed.writeUInt32BE((ends[at] as number) - (starts[at] as number), entryAt + 4);
      entryAt += entryBytes;
    }
    // Mostly no row between was refused, and they lie side by side.
    if (to > from && (ends[to - 1] as number) - first === bytesOfRows) {
      packed.set(bytes.subarray(first, first + bytesOfRows), head);
    } else {
      let contentAt = head;
      for (let at = from; at < to; at += 1) {
        packed.set(bytes.subarray(starts[at], ends[at]), contentAt);
        contentAt += (ends[at] as number) - (starts[at] as number);
      }
    }
    return packed.subarray(0, size);
  }
}

/** Takes a packed chunk apart; the contents are views on `packed`, by row number. */
export function unpackChunk(packed: Buffer): ReadonlyMap<number, Buffer> {
  const count = packed.readUInt32BE(0);
  const rows = new Map<number, Buffer>();
  let contentAt = 4 + count * entryBytes;
  for (let entryAt = 4; entryAt < 4 + count * entryBytes; entryAt += entryBytes) {
    const end = contentAt + packed.readUInt32BE(entryAt + 4);
    rows.set(packed.readUInt32BE(entryAt), packed.subarray(contentAt, end));
    contentAt = end;
  }
  return rows;
}

const entryBytes = 8;
