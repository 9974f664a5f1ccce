import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto';

/**
 * Encrypts one value with AES-256-GCM.
 *
 * Layout: version (1) ‖ key id (8) ‖ nonce (12) ‖ ciphertext ‖ tag (16). The whole header, the purpose and the context
 * are authenticated with it.
 *
 * @param into memory to use; at least `sealingBytes` longer than the plaintext
 */
export function sealValue(
  version: number,
  key: SealingKey,
  nonce: Buffer,
  plaintext: Uint8Array,
  context: string,
  into?: Buffer,
): Buffer {
  const size = plaintext.length + sealingBytes;
  const sealed = into === undefined ? Buffer.allocUnsafe(size) : into.subarray(0, size);
  sealed[0] = version;
  key.idBytes.copy(sealed, 1);
  nonce.copy(sealed, nonceAt);
  const cipher = createCipheriv('aes-256-gcm', key.secret, nonce);
  cipher.setAAD(authenticated(version, key, context));
  cipher.update(plaintext).copy(sealed, headerBytes);
  cipher.final();
  cipher.getAuthTag().copy(sealed, headerBytes + plaintext.length);
  return sealed;
}

/**
 * Decrypts what `sealValue` made.
 *
 * @throws Error of node:crypto when key, context or any byte differs
 */
export function openValue(version: number, key: SealingKey, sealed: Buffer, context: string): Buffer {
  const nonce = sealed.subarray(nonceAt, headerBytes);
  const decipher = createDecipheriv('aes-256-gcm', key.secret, nonce, { authTagLength: tagBytes });
  decipher.setAAD(authenticated(version, key, context));
  decipher.setAuthTag(sealed.subarray(-tagBytes));
  const plaintext = decipher.update(sealed.subarray(headerBytes, -tagBytes));
  decipher.final();
  return plaintext;
}

/** The key id in the header of a sealed value, or undefined when it is none of this version. */
export function sealedKeyId(version: number, sealed: Buffer): string | undefined {
  if (sealed.length < headerBytes + tagBytes || sealed[0] !== version) return undefined;
  return sealed.toString('hex', 1, nonceAt);
}

export interface SealingKey {
  readonly purpose: string;
  readonly idBytes: Buffer;
  readonly secret: KeyObject;
}

export const nonceBytes = 12;
const tagBytes = 16;
const nonceAt = 1 + 8;
const headerBytes = nonceAt + nonceBytes;

/** By how much a sealed value is longer than what it holds. */
export const sealingBytes = headerBytes + tagBytes;

/** Purposes hold no NUL, so that purpose and context can't be shifted against each other. */
function authenticated(version: number, key: SealingKey, context: string): Buffer {
  return Buffer.from(`jianbao/sealed/v${version}\0${key.purpose}\0${context}`);
}
