import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import type { RandomBytes } from '../clock.js';
import type { Keyring } from '../keys/index.js';
import { DocumentTooLargeError } from './errors.js';
import { newHeader, saltBytes } from './sealed-file.js';
import { blockBytes, sealBlock, sealedBlockBytes } from './stream-cipher.js';
import { syncDirectory } from './sync-directory.js';

export interface SealedFileTarget {
  readonly id: string;
  readonly path: string;
  readonly limitBytes: number;
  readonly keyring: Keyring;
  readonly random: RandomBytes;
}

/**
 * Writes a sealed file under a temporary name, brings it to disk and renames it. Whatever goes wrong leaves nothing.
 *
 * @throws DocumentTooLargeError, and whatever the source throws
 */
export async function writeSealedFile(
  source: AsyncIterable<Uint8Array>,
  target: SealedFileTarget,
): Promise<{ size: number; sha256: Buffer }> {
  const directory = dirname(target.path);
  const temporary = `${target.path}.part`;
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const file = await open(temporary, 'wx', 0o600);
  try {
    const written = await pour(source, file, target).finally(() => file.close());
    await rename(temporary, target.path);
    await syncDirectory(directory);
    return written;
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function pour(
  source: AsyncIterable<Uint8Array>,
  file: FileHandle,
  { id, limitBytes, keyring, random }: SealedFileTarget,
): Promise<{ size: number; sha256: Buffer }> {
  const { header, key } = newHeader(id, keyring, random(saltBytes));
  const hash = createHash('sha256');
  const blocks = cutBlocks();
  const out = collectWrites(file);
  let number = 0;
  let size = 0;

  out.add(header);
  for await (const chunk of keepOpen(source)) {
    size += chunk.length;
    if (size > limitBytes) throw new DocumentTooLargeError(limitBytes);
    hash.update(chunk);
    for (const block of blocks.add(chunk)) out.add(...sealBlock(key, number++, block, 'inner'));
    if (out.pending >= writeBytes) await out.flush();
  }
  out.add(...sealBlock(key, number, blocks.rest(), 'last'));
  await out.flush();
  await file.sync();
  return { size, sha256: hash.digest() };
}

/** Some half a megabyte goes out with one system call. */
const writeBytes = 8 * sealedBlockBytes;

/** Gathers bytes in one piece of memory, which grows to what a file needs and is filled again after each write. */
function collectWrites(file: FileHandle) {
  let bytes = Buffer.alloc(0);
  let filled = 0;
  return {
    get pending() {
      return filled;
    },
    add(...pieces: readonly Buffer[]): void {
      for (const piece of pieces) {
        if (filled + piece.length > bytes.length) {
          const larger = Buffer.allocUnsafeSlow(
            filled + piece.length + (bytes.length === 0 ? 0 : writeBytes),
          );
          bytes.copy(larger, 0, 0, filled);
          bytes = larger;
        }
        filled += piece.copy(bytes, filled);
      }
    },
    /** Writes all of it; `write` may stop short. */
    async flush(): Promise<void> {
      for (let at = 0; at < filled; ) {
        at += (await file.write(bytes, at, filled - at)).bytesWritten;
      }
      filled = 0;
    },
  };
}

/** Cuts a stream into blocks; a full block is held back until more comes, since it might be the last. */
function cutBlocks() {
  const held = Buffer.allocUnsafe(blockBytes);
  let filled = 0;
  return {
    *add(chunk: Uint8Array): Iterable<Buffer> {
      for (let at = 0; at < chunk.length; ) {
        if (filled === blockBytes) {
          yield held;
          filled = 0;
        }
        const part = chunk.subarray(at, at + blockBytes - filled);
        held.set(part, filled);
        filled += part.length;
        at += part.length;
      }
    },
    rest: () => held.subarray(0, filled),
  };
}

/** A request that is too long must stay open for its answer, so leaving the loop must not destroy it. */
function keepOpen(source: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  return source instanceof Readable ? source.iterator({ destroyOnReturn: false }) : source;
}
