import { Problem } from '../../problems/index.js';
import type { TokenCheck } from './check.js';

/**
 * The nonce was known, in time, and this session's. `takeChallenge` decided that before the token was looked at; the
 * answer is the same as for a wrong signature.
 */
export function checkNonce({ nonce, found }: TokenCheck): void {
  if (nonce === undefined)
    throw new Problem('ERR_CARD_SIGNATURE', { detail: 'no nonce of this session in time' });
  found.note('nonce', nonce);
}
