import { type FileHandle, open, rm } from 'node:fs/promises';
import type { RandomBytes } from '../clock.js';
import { countOne, type Keyring, type SealedStore, type StoreProgress } from '../keys/index.js';
import { DocumentDamagedError, DocumentMissingError } from './errors.js';
import { listFiles } from './files.js';
import { readSealedFile } from './read-sealed-file.js';
import { headerBytes, keyIdOfHeader } from './sealed-file.js';
import { writeSealedFile } from './write-sealed-file.js';

/** The files of the store as values that are moved to a new key. */
export function sealedDocuments(directory: string, random: RandomBytes): SealedStore {
  return {
    name: 'documents',
    purpose: 'documents',
    async count() {
      const counts = new Map<string, number>();
      for await (const { id, path, isWhole } of listFiles(directory)) {
        const keyId = isWhole ? await keyIdOf(id, path) : undefined;
        if (keyId !== undefined) countOne(counts, keyId);
      }
      return counts;
    },
    reseal: (_, keyring, activeKeyId) => resealFiles(directory, { keyring, random, activeKeyId }),
  };
}

interface Resealing {
  readonly keyring: Keyring;
  readonly random: RandomBytes;
  readonly activeKeyId: string;
}

async function* resealFiles(directory: string, resealing: Resealing): AsyncGenerator<StoreProgress> {
  let moved = 0;
  const unreadable: string[] = [];
  for await (const { id, path, isWhole } of listFiles(directory)) {
    if (!isWhole) continue;
    try {
      if ((await keyIdOf(id, path)) === resealing.activeKeyId) continue;
      await resealFile(id, path, resealing);
      moved += 1;
    } catch (error) {
      // Somebody may have removed it meanwhile.
      if (error instanceof DocumentMissingError) continue;
      if (!(error instanceof DocumentDamagedError)) throw error;
      unreadable.push(id);
    }
    yield { moved, unreadable };
  }
}

/**
 * Writes the file anew under its own name. Who reads the old one goes on reading it; who opens it later gets the new one.
 */
async function resealFile(id: string, path: string, { keyring, random }: Resealing): Promise<void> {
  // Left by a run that was killed: a whole file of this name is never being written besides.
  await rm(`${path}.part`, { force: true });
  const plaintext = readSealedFile(id, path, keyring);
  await writeSealedFile(plaintext, { id, path, limitBytes: Number.POSITIVE_INFINITY, keyring, random });
}

async function keyIdOf(id: string, path: string): Promise<string | undefined> {
  const header = await readHeader(path).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? new DocumentMissingError(id) : error;
  });
  return keyIdOfHeader(header);
}

async function readHeader(path: string): Promise<Buffer> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, 'r');
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headerBytes), 0, headerBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file?.close();
  }
}
