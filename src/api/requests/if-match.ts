import type { Request, Response } from 'express';
import { Problem } from '../../problems/index.js';

/**
 * The version of the application that the program has looked at (RFC 9110 13.1.1). Without it somebody else's change
 * would be decided on unseen; `*` says nothing of what was seen, so it does not count.
 *
 * @throws Problem `ERR_API_IF_MATCH_MISSING`; `ERR_API_IF_MATCH` for an entity tag that we never gave
 */
export function versionNamed(request: Request): number {
  const tag = request.get('If-Match');
  if (tag === undefined || tag.trim() === '*') throw new Problem('ERR_API_IF_MATCH_MISSING');
  const version = /^"([1-9]\d{0,8})"$/.exec(tag.trim())?.[1];
  if (version === undefined) throw new Problem('ERR_API_IF_MATCH');
  return Number(version);
}

/** Tells the version of an application as a strong entity tag. */
export function setVersion(response: Response, version: number): void {
  response.setHeader('ETag', `"${version}"`);
}

/** What is done on a version that is no longer the newest fails its precondition. */
export async function withPrecondition<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof Problem && error.code === 'ERR_APPLICATION_CHANGED') {
      throw new Problem('ERR_API_IF_MATCH', { cause: error });
    }
    throw error;
  }
}
