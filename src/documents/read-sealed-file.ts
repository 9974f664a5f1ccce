import type { KeyObject } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { type Keyring, UnsealError } from '../keys/index.js';
import { DocumentDamagedError, DocumentMissingError } from './errors.js';
import { headerBytes, keyOfHeader } from './sealed-file.js';
import { openBlock, sealedBlockBytes, tagBytes } from './stream-cipher.js';

/** Reads a sealed file block by block; the file is closed however the loop ends. */
export async function* readSealedFile(id: string, path: string, keyring: Keyring): AsyncGenerator<Buffer> {
  const file = await openExisting(id, path);
  try {
    const { size } = await file.stat();
    const key = await readKey(id, file, keyring);
    const sealedBytes = size - headerBytes;
    const count = Math.ceil(sealedBytes / sealedBlockBytes);
    // A last block with nothing in it belongs to an empty document only; anywhere else the writer fills the one before.
    if (count === 0 || (count > 1 && sealedBytes % sealedBlockBytes === tagBytes))
      throw new DocumentDamagedError(id);
    for (let number = 0; number < count; number += blocksPerRead) {
      const blocks = Math.min(blocksPerRead, count - number);
      const read = await readAt(file, headerBytes + number * sealedBlockBytes, blocks * sealedBlockBytes);
      for (let index = 0; index < blocks; index++) {
        const sealed = read.subarray(index * sealedBlockBytes, (index + 1) * sealedBlockBytes);
        yield openOrComplain(id, key, number + index, sealed, count);
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
  const header = await readAt(file, 0, headerBytes);
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

/** The bytes from `position` on, fewer only at the end of the file. */
async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(buffer, filled, length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}
