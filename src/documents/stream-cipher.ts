import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto';

/**
 * The STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015) as age uses it: the plaintext in blocks of 64 KiB,
 * each sealed with AES-256-GCM under a key of this one file. The nonce is the block's number (11 bytes, big-endian) and
 * a byte that is 1 for the last block, so blocks can't be reordered, repeated or left out, nor the end cut off.
 */
export const blockBytes = 64 * 1024;
export const tagBytes = 16;
export const sealedBlockBytes = blockBytes + tagBytes;

/** Seals block `number`; only the last one may be shorter than `blockBytes`. */
export function sealBlock(key: KeyObject, number: number, block: Buffer, position: BlockPosition): Buffer[] {
  const cipher = createCipheriv('aes-256-gcm', key, nonceOf(number, position));
  const sealed = cipher.update(block);
  cipher.final();
  return [sealed, cipher.getAuthTag()];
}

/** @throws Error of node:crypto when this is not block `number` of the file, or not in this position */
export function openBlock(key: KeyObject, number: number, sealed: Buffer, position: BlockPosition): Buffer {
  const nonce = nonceOf(number, position);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
  decipher.setAuthTag(sealed.subarray(-tagBytes));
  const block = decipher.update(sealed.subarray(0, -tagBytes));
  decipher.final();
  return block;
}

export type BlockPosition = 'inner' | 'last';

function nonceOf(number: number, position: BlockPosition): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUIntBE(number, 5, 6);
  nonce[11] = position === 'last' ? 1 : 0;
  return nonce;
}
