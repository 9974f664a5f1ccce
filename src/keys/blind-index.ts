import { hash, type KeyObject } from 'node:crypto';

/**
 * HMAC-SHA-256 (RFC 2104) of one key, made of two one-shot hashes: half as fast again as `createHmac`, which counts when
 * a million workers are indexed.
 *
 * @param secret 32 bytes
 */
export function blindIndexer(secret: KeyObject): (value: string) => Buffer {
  const key = secret.export();
  const inner = paddedKey(key, 0x36);
  const outer = Buffer.concat([paddedKey(key, 0x5c), Buffer.alloc(hashBytes)]);
  return (value) => {
    const length = Buffer.byteLength(value);
    const message = Buffer.allocUnsafe(blockBytes + length);
    inner.copy(message);
    message.write(value, blockBytes, length, 'utf8');
    outer.write(hash('sha256', message, 'binary'), blockBytes, 'binary');
    return hash('sha256', outer, 'buffer');
  };
}

const blockBytes = 64;
const hashBytes = 32;

function paddedKey(key: Buffer, padding: number): Buffer {
  const block = Buffer.alloc(blockBytes, padding);
  key.forEach((byte, index) => {
    block[index] = byte ^ padding;
  });
  return block;
}
