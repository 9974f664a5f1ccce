import { createHash, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

export interface RsaKeyPair {
  readonly privateKey: KeyObject;
  /** DER SubjectPublicKeyInfo. */
  readonly publicKeyInfo: Buffer;
  /** SHA-1 of the public key's bits, 20 bytes (RFC 5280 4.2.1.2, method 1). */
  readonly keyId: Buffer;
}

const generate = promisify(generateKeyPair);

/** Makes an RSA key pair in the thread pool, so that several are made at once. */
export async function generateRsaKeyPair(bits: number): Promise<RsaKeyPair> {
  const { privateKey } = await generate('rsa', { modulusLength: bits });
  return describeKeyPair(privateKey);
}

/** The parts of a key pair that certificates and CRLs need. */
export function describeKeyPair(privateKey: KeyObject): RsaKeyPair {
  const publicKey = createPublicKey(privateKey);
  const keyBits = publicKey.export({ type: 'pkcs1', format: 'der' });
  return {
    privateKey,
    publicKeyInfo: publicKey.export({ type: 'spki', format: 'der' }),
    keyId: createHash('sha1').update(keyBits).digest(),
  };
}
