import { createCipheriv, createDecipheriv, createHash, createSecretKey } from 'node:crypto';
import type { RandomBytes } from '../clock.js';
import { KeyFileError, readSecretFile } from './key-files.js';

/**
 * What wraps the data keys. Asynchronous, because it may live on a PKCS#11 token as well as in a file; it is asked only
 * when keys are opened or made, never per value.
 */
export interface MasterKey {
  /** Tells master keys apart without telling anything of them; 16 hexadecimal digits. */
  readonly id: string;
  /** Encrypts a data key, bound to `context`. */
  wrap(dataKey: Buffer, context: string): Promise<Buffer>;
  /** Decrypts it again; rejects with an Error when key, context or bytes differ. */
  unwrap(wrapped: Buffer, context: string): Promise<Buffer>;
}

/** The database's keys are wrapped by another master key than the one at hand. */
export class MasterKeyMismatchError extends Error {
  constructor(expected: string, given: string) {
    super(
      `The data keys are wrapped by master key ${expected}, but the configured one is ${given}. ` +
        'Give the gateway the key file that belongs to this database.',
    );
    this.name = 'MasterKeyMismatchError';
  }
}

/**
 * Reads the master key from its file: 32 bytes in base64, readable by its owner only.
 *
 * @throws KeyFileError
 */
export async function readMasterKey(path: string, random: RandomBytes): Promise<MasterKey> {
  const text = (await readSecretFile(path)).trim();
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length !== keyBytes || bytes.toString('base64') !== text) {
    throw new KeyFileError(path, 'does not hold 32 bytes in base64');
  }
  return masterKeyOf(bytes, random);
}

/** The master key made of 32 bytes that are at hand. */
export function masterKeyOf(bytes: Buffer, random: RandomBytes): MasterKey {
  if (bytes.length !== keyBytes) throw new TypeError('A master key has 32 bytes.');
  const key = createSecretKey(bytes);
  const id = createHash('sha256').update('jianbao/master-key/v1\n').update(bytes).digest('hex').slice(0, 16);

  return {
    id,
    async wrap(dataKey, context) {
      const nonce = random(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context));
      return Buffer.concat([nonce, cipher.update(dataKey), cipher.final(), cipher.getAuthTag()]);
    },
    async unwrap(wrapped, context) {
      const nonce = wrapped.subarray(0, nonceBytes);
      const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes })
        .setAAD(Buffer.from(context))
        .setAuthTag(wrapped.subarray(-tagBytes));
      return Buffer.concat([decipher.update(wrapped.subarray(nonceBytes, -tagBytes)), decipher.final()]);
    },
  };
}

const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;
