import { createHash } from 'node:crypto';

/** The hash before the first entry. */
export const genesisHash: Buffer = Buffer.alloc(32);

const label = Buffer.from('audit/v1\n', 'utf8');

/** `SHA-256("audit/v1\n" ‖ previous hash ‖ bytes)`, 32 bytes. */
export function chainHash(previous: Buffer, bytes: Buffer): Buffer {
  return createHash('sha256').update(label).update(previous).update(bytes).digest();
}
