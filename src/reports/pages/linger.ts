import type { Request } from 'express';

/**
 * Runs what reads a request's body. When it fails before the body has ended, the rest is read and thrown away for a while
 * after the answer: a connection closed on somebody who is still sending is reset, and the answer lost with it.
 */
export async function lingerOnFailure<T>(request: Request, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!request.complete && !request.destroyed) {
      request.unpipe();
      request.resume();
      const patience = setTimeout(() => request.destroy(), lingerMilliseconds);
      patience.unref();
      request.once('close', () => clearTimeout(patience));
    }
    throw error;
  }
}

const lingerMilliseconds = 10_000;
