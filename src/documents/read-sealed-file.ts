import type { KeyObject } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { type Keyring, UnsealError } from '../keys/index.js';
import { DocumentDamagedError, DocumentMissingError } from './errors.js';
import { headerBytes, keyOfHeader } from './sealed-file.js';
import { blockBytes, openBlock, sealedBlockBytes, tagBytes } from './stream-cipher.js';

/** Reads a sealed file block by block; the file is closed however the loop ends. */
export function readSealedFile(id: string, path: string, keyring: Keyring): AsyncGenerator<Buffer> {
  return readSealedRange(id, path, keyring, { start: 0, end: Number.POSITIVE_INFINITY });
}

/** Reads the blocks that hold a part of the plaintext, and gives that part. */
export async function* readSealedRange(
  id: string,
  path: string,
  keyring: Keyring,
  { start, end }: { readonly start: number; readonly end: number },
): AsyncGenerator<Buffer> {
  const file = await openExisting(id, path);
  try {
    const { size } = await file.stat();
    const key = await readKey(id, file, keyring);
    const sealedBytes = size - headerBytes;
    const count = Math.ceil(sealedBytes / sealedBlockBytes);
    // A last block with nothing in it belongs to an empty document only; anywhere else the writer fills the one before.
    if (count === 0 || (count > 1 && sealedBytes % sealedBlockBytes === tagBytes))
      throw new DocumentDamagedError(id);
    const wanted = Math.min(count, Math.ceil(end / blockBytes));
    const first = Math.floor(start / blockBytes);
    // One for all of the file: what is yielded was decrypted out of it.
    const blocksAtOnce = Math.max(0, Math.min(blocksPerRead, wanted - first));
    const buffer = Buffer.allocUnsafe(blocksAtOnce * sealedBlockBytes);
    for (let number = first; number < wanted; number += blocksPerRead) {
      const blocks = Math.min(blocksPerRead, wanted - number);
      const position = headerBytes + number * sealedBlockBytes;
      const read = await readAt(file, position, buffer.subarray(0, blocks * sealedBlockBytes));
      for (let index = 0; index < blocks; index++) {
        const sealed = read.subarray(index * sealedBlockBytes, (index + 1) * sealedBlockBytes);
        const block = openOrComplain(id, key, number + index, sealed, count);
        const begins = (number + index) * blockBytes;
        yield block.subarray(Math.max(0, start - begins), end - begins);
      }
    }
  } finally {
    await file.close();
  }
}

/** A megabyte per system call. */
const blocksPerRead = 16;

async function openExisting(id: string, path: string): Promise<FileHandle> {
  return open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? new DocumentMissingError(id) : error;
  });
}

async function readKey(id: string, file: FileHandle, keyring: Keyring): Promise<KeyObject> {
  const header = await readAt(file, 0, Buffer.allocUnsafe(headerBytes));
  try {
    const key = keyOfHeader(id, keyring, header);
    if (key !== undefined) return key;
  } catch (cause) {
    if (cause instanceof UnsealError) throw new DocumentDamagedError(id, { cause });
    throw cause;
  }
  throw new DocumentDamagedError(id);
}

function openOrComplain(id: string, key: KeyObject, number: number, sealed: Buffer, count: number): Buffer {
  if (sealed.length < tagBytes) throw new DocumentDamagedError(id);
  try {
    return openBlock(key, number, sealed, number === count - 1 ? 'last' : 'inner');
  } catch (cause) {
    throw new DocumentDamagedError(id, { cause });
  }
}

/** Fills the buffer from `position` on; gives the part that was filled, which is all but at the end of the file. */
async function readAt(file: FileHandle, position: number, buffer: Buffer): Promise<Buffer> {
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}
