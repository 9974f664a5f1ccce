import type { Request } from 'express';
import { Problem } from '../problems/index.js';

/**
 * The Idempotency-Key of a request; null for none. draft-ietf-httpapi-idempotency-key-header: a Structured Field string;
 * a bare token is understood as well.
 *
 * @throws Problem `ERR_UPLOAD_KEY_MALFORMED`
 */
export function idempotencyKeyOf(request: Request): string | null {
  const given = request.get('Idempotency-Key');
  if (given === undefined) return null;
  const key = /^"(.*)"$/.exec(given)?.[1] ?? given;
  if (!/^[\x21-\x7e]{1,200}$/.test(key)) throw new Problem('ERR_UPLOAD_KEY_MALFORMED');
  return key;
}
