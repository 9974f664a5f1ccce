import type { RandomAccess } from '../formats/random-access.js';

/** The table of a file, be it the file itself or one in an archive. Counts what is read of the file, for the progress. */
export interface TableFile extends Pick<RandomAccess, 'readRange'> {
  /** Its bytes from the start, the same every time. */
  open(): AsyncIterable<Buffer>;
}

/** Passes bytes on while they are counted. */
export async function* counting(
  source: AsyncIterable<Buffer>,
  count: (bytes: number) => void,
): AsyncGenerator<Buffer> {
  for await (const bytes of source) {
    count(bytes.length);
    yield bytes;
  }
}
