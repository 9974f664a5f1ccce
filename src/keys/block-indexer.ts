import { createCipheriv, type KeyObject } from 'node:crypto';

/**
 * AES-256-CMAC (NIST SP 800-38B, RFC 4493) of messages of exactly one block, any number of them at the price of one
 * cipher: of such a message the code is the block, masked with the first subkey and encrypted, and the masked blocks
 * do not depend on each other. Some fifty times faster than a hash for each, which counts when a million workers are
 * indexed.
 *
 * @param secret 32 bytes
 * @returns takes whole blocks of 16 bytes; gives 16 bytes for each. Throws TypeError for a broken block
 */
export function blockIndexer(secret: KeyObject): (blocks: Uint8Array) => Buffer {
  const subkey = double(encryptBlocks(secret, Buffer.alloc(blockBytes)));
  return (blocks) => {
    if (blocks.length % blockBytes !== 0) throw new TypeError('Whole blocks of 16 bytes are indexed.');
    const masked = Buffer.allocUnsafe(blocks.length);
    for (let at = 0; at < blocks.length; at += 1) {
      masked[at] = (blocks[at] as number) ^ (subkey[at % blockBytes] as number);
    }
    return encryptBlocks(secret, masked);
  };
}

export const blockBytes = 16;

/** Each block by itself. */
function encryptBlocks(secret: KeyObject, blocks: Buffer): Buffer {
  const cipher = createCipheriv('aes-256-ecb', secret, null);
  cipher.setAutoPadding(false);
  return cipher.update(blocks);
}

/** Multiplication by x in GF(2^128), SP 800-38B 6.1. */
function double(block: Buffer): Buffer {
  const doubled = Buffer.alloc(blockBytes);
  for (let at = 0; at < blockBytes; at += 1) {
    doubled[at] = ((block[at] as number) << 1) | ((block[at + 1] ?? 0) >> 7);
  }
  if ((block[0] as number) >= 0x80) doubled[blockBytes - 1] = (doubled[blockBytes - 1] as number) ^ 0x87;
  return doubled;
}
