import canonicalize from 'canonicalize';
import { type CmsSigner, signDetached } from '../../keys/index.js';
import type { Receipt } from './receipt.js';

/**
 * The receipt as the gateway signs it: RFC 8785 canonical JSON in UTF-8, so that the same receipt always is the same
 * bytes. `format` tells what it is.
 */
export function receiptJson(receipt: Receipt): Buffer {
  const text = canonicalize({ format: 'jianbao-receipt:1', ...receipt });
  if (text === undefined) throw new TypeError('A receipt is an object.');
  return Buffer.from(text);
}

/**
 * The detached CMS signature over `receiptJson`, DER. Anyone checks it with
 * `openssl cms -verify -binary -inform DER -in receipt.p7s -content receipt.json -CAfile receipt.crt`.
 *
 * @param at the signing time it states
 */
export function signReceipt(receipt: Receipt, signer: CmsSigner, at: Date): Promise<Buffer> {
  return signDetached(signer, receiptJson(receipt), at);
}
