import { translateDatabaseError } from '../database/index.js';
import { Problem } from '../problems/index.js';

/**
 * What an error means to the person or program that caused it. Errors of the body parsers and of the router are told
 * by their published `type` and `status`, a full disk by its `code`; everything unknown becomes `ERR_INTERNAL`, and nothing
 * of it is shown.
 */
export function problemOf(error: unknown): Problem {
  const translated = translateDatabaseError(error);
  if (translated instanceof Problem) return translated;
  const { type, status, code } = httpErrorOf(error);
  if (fullDisk.has(String(code))) {
    return new Problem('ERR_UNAVAILABLE', { cause: error, detail: String(code) });
  }
  if (type === 'entity.too.large') return new Problem('ERR_BODY_TOO_LARGE', { cause: error });
  if (type === 'encoding.unsupported' || type === 'charset.unsupported') {
    return new Problem('ERR_MEDIA_TYPE', { cause: error, params: { expected: 'UTF-8' } });
  }
  if (status === 400 || status === 413) return new Problem('ERR_REQUEST_MALFORMED', { cause: error });
  return new Problem('ERR_INTERNAL', { cause: error });
}

/** What a file could not be written for, and will be able to again: no room on the disk, or none of the quota. */
const fullDisk: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT']);

function httpErrorOf(error: unknown): { type?: unknown; status?: unknown; code?: unknown } {
  return error instanceof Error ? (error as Error & { type?: unknown }) : {};
}
