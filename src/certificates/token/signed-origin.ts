import { hash } from 'node:crypto';
import type { HashName } from '../oids.js';

/** The gateway's origin with its hashes, which every token is signed over. */
export interface SignedOrigin {
  readonly text: string;
  readonly hashes: Readonly<Record<HashName, Buffer>>;
}

/** @param text as `parseOrigin` took it */
export function hashOrigin(text: string): SignedOrigin {
  return {
    text,
    hashes: {
      sha256: hash('sha256', text, 'buffer'),
      sha384: hash('sha384', text, 'buffer'),
      sha512: hash('sha512', text, 'buffer'),
    },
  };
}

/** H(origin) ‖ H(nonce); the nonce is hashed as its base64 text (card-login.md, "The token"). */
export function signedData(origin: SignedOrigin, nonce: string, hashName: HashName): Buffer {
  return Buffer.concat([origin.hashes[hashName], hash(hashName, nonce, 'buffer')]);
}
