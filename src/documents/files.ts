import { readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncDirectory } from './sync-directory.js';

/** A file of the store as the directory shows it. */
export interface StoredFile {
  readonly id: string;
  readonly path: string;
  readonly modifiedAt: Date;
  /** False while it is being written, and for what a process that died left behind. */
  readonly isWhole: boolean;
}

/** Every file of the store, folder by folder; a store that was never written to has none. */
export async function* listFiles(directory: string): AsyncGenerator<StoredFile> {
  for (const folder of await namesIn(directory)) {
    if (!/^[0-9a-f]{2}$/.test(folder)) continue;
    for (const name of await namesIn(join(directory, folder))) {
      const [, id, part] = /^([0-9a-f]{32})(\.part)?$/.exec(name) ?? [];
      if (id === undefined) continue;
      const path = join(directory, folder, name);
      const modifiedAt = await modifiedTime(path);
      if (modifiedAt !== undefined) yield { id, path, modifiedAt, isWhole: part === undefined };
    }
  }
}

/** Removes a file for good, as far as a power cut is concerned; one that is not there is fine. */
export async function removeFile(path: string): Promise<void> {
  await rm(path, { force: true });
  await syncDirectory(dirname(path));
}

function namesIn(directory: string): Promise<string[]> {
  return readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
}

/** Undefined for a file that went away meanwhile. */
async function modifiedTime(path: string): Promise<Date | undefined> {
  return stat(path).then(
    ({ mtime }) => mtime,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    },
  );
}
