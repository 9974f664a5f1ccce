/**
 * Gives a stream piece by piece, each a stream itself, so that what has come can be stored while more comes. A piece must
 * be read to its end before the next is asked for. An empty stream has no pieces. Whoever asks for no more lets go of the
 * source.
 *
 * @param pieceBytes the length of every piece but the last
 */
export async function* cutIntoPieces(
  source: AsyncIterable<Buffer>,
  pieceBytes: number,
): AsyncGenerator<AsyncIterable<Buffer>> {
  const chunks = source[Symbol.asyncIterator]();
  let held: Buffer | undefined;
  try {
    held = await nextOf(chunks);
    while (held !== undefined) yield piece();
  } finally {
    await chunks.return?.();
  }

  async function* piece(): AsyncGenerator<Buffer> {
    for (let left = pieceBytes; left > 0 && held !== undefined; ) {
      const part = held.subarray(0, left);
      yield part;
      left -= part.length;
      held = part.length < held.length ? held.subarray(part.length) : await nextOf(chunks);
    }
  }
}

/** The next bytes; undefined at the end. */
async function nextOf(chunks: AsyncIterator<Buffer>): Promise<Buffer | undefined> {
  for (;;) {
    const { done, value } = await chunks.next();
    if (done === true) return undefined;
    if (value.length > 0) return value;
  }
}
