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
  const size = rows.reduce((sum, { content }) => sum + content.length, 4 + rows.length * entryBytes);
  const packed = Buffer.allocUnsafe(size);
  packed.writeUInt32BE(rows.length, 0);
  let entryAt = 4;
  let contentAt = 4 + rows.length * entryBytes;
  for (const { row, content } of rows) {
    packed.writeUInt32BE(row, entryAt);
    packed.writeUInt32BE(content.length, entryAt + 4);
    packed.set(content, contentAt);
    entryAt += entryBytes;
    contentAt += content.length;
  }
  return packed;
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
