import type { KeyObject } from 'node:crypto';
import type { Keyring } from '../keys/index.js';

/**
 * A stored file: magic (4) ‖ data key id (8) ‖ salt (32) ‖ sealed blocks. The salt gives the file a key of its own, which
 * is bound to the document's id: a file that takes another's name does not open.
 */
export const headerBytes = 44;

/** Makes the header of a new file and the key that belongs to it. */
export function newHeader(id: string, keyring: Keyring, salt: Buffer): { header: Buffer; key: KeyObject } {
  const { keyId, secret } = keyring.deriveKey(purpose, { salt, info: infoOf(id) });
  return { header: Buffer.concat([magic, Buffer.from(keyId, 'hex'), salt]), key: secret };
}

/** The key of an existing file; undefined when this is no header of ours. */
export function keyOfHeader(id: string, keyring: Keyring, header: Buffer): KeyObject | undefined {
  const keyId = keyIdOfHeader(header);
  if (keyId === undefined) return undefined;
  return keyring.deriveKey(purpose, { salt: header.subarray(12), info: infoOf(id), keyId }).secret;
}

/** The data key that a header names, 16 hexadecimal digits; undefined when this is no header of ours. */
export function keyIdOfHeader(header: Buffer): string | undefined {
  const isOurs = header.length === headerBytes && header.subarray(0, 4).equals(magic);
  return isOurs ? header.toString('hex', 4, 12) : undefined;
}

export const saltBytes = 32;

const magic = Buffer.from('JBD1', 'latin1');
const purpose = 'documents';

function infoOf(id: string): string {
  return `document\0${id}`;
}
