import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';

/**
 * Answers with a stream, to its end. Somebody who stops a download has done nothing wrong: the stream is closed, and that is
 * all.
 *
 * @throws what the stream ends with; the connection is cut then, so that no half file passes for a whole one
 */
export async function pour(stream: Readable, response: Response): Promise<void> {
  try {
    await pipeline(stream, response);
  } catch (error) {
    if (!isStopped(error)) throw error;
  }
}

function isStopped(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';
}
