import type { KeyObject } from 'node:crypto';
import { Problem } from '../../problems/index.js';
import { DerError } from '../der.js';
import { importPublicKey, type PublicKeyInfo } from '../public-key-info.js';
import type { TokenCheck } from './check.js';
import { signedData } from './signed-origin.js';

/**
 * The card signed this origin and this nonce. The data is rebuilt from what the gateway knows; a wrong signature, another
 * origin and another nonce cannot be told apart, and are not.
 */
export function verifySignature({ found, context }: TokenCheck): void {
  const { algorithm, signature } = found.get('token');
  const { publicKeyInfo } = found.get('certificate');
  if (!algorithm.keys.includes(publicKeyInfo.kind)) {
    throw new Problem('ERR_CARD_ALGORITHM', { detail: `${algorithm.name} with a ${publicKeyInfo.kind} key` });
  }
  const data = signedData(context.origin, found.get('nonce'), algorithm.hash);
  if (!algorithm.verify(importKey(publicKeyInfo), data, signature)) {
    throw new Problem('ERR_CARD_SIGNATURE', { detail: 'not signed over this origin and nonce' });
  }
}

function importKey(info: PublicKeyInfo): KeyObject {
  try {
    return importPublicKey(info);
  } catch (error) {
    if (error instanceof DerError) throw new Problem('ERR_CARD_CERTIFICATE', { detail: error.message });
    throw error;
  }
}
