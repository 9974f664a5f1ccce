import { pipeline, type Readable } from 'node:stream';
import { crc32, createInflateRaw } from 'node:zlib';

/** What the table of contents says of a file in an archive. */
export interface StoredContent {
  readonly compressionMethod: number;
  readonly uncompressedSize: number;
  readonly crc32: number;
}

/**
 * Unpacks a file of an archive while its reader works (deflate or stored, APPNOTE 6.3, 4.4.5), and holds it to its size
 * and check sum.
 *
 * @param stored as it stands in the archive; destroyed in the end
 * @throws Error when the content is not what the table of contents says
 */
export async function* readContent(stored: Readable, expected: StoredContent): AsyncGenerator<Buffer> {
  const content =
    expected.compressionMethod === stored0 ? stored : inflate(stored, expected.compressionMethod);
  let size = 0;
  let sum = 0;
  try {
    for await (const bytes of content as AsyncIterable<Buffer>) {
      size += bytes.length;
      if (size > expected.uncompressedSize) throw new Error('There is more of the file than announced.');
      sum = crc32(bytes, sum);
      yield bytes;
    }
  } finally {
    stored.destroy();
    content.destroy();
  }
  if (size !== expected.uncompressedSize || sum !== expected.crc32)
    throw new Error('The file is not the one that was packed.');
}

const stored0 = 0;
const deflated = 8;

/** Some pieces ahead of the reader, in a thread of the system. */
function inflate(stored: Readable, method: number): Readable {
  if (method !== deflated) throw new Error(`Method ${method} is not known.`);
  const inflater = createInflateRaw({ chunkSize: 256 * 1024, readableHighWaterMark: 1024 * 1024 } as object);
  // Errors come out at the reader's end.
  pipeline(stored, inflater, () => undefined);
  return inflater;
}
