import { open, rm } from 'node:fs/promises';
import { KeyFileError } from './key-files.js';

export interface NewFile {
  readonly path: string;
  readonly mode: number;
  readonly text: string;
}

/**
 * Writes files that do not exist yet, all or none.
 *
 * @returns their paths
 * @throws KeyFileError when one exists or cannot be written
 */
export async function writeNewFiles(files: readonly NewFile[]): Promise<readonly string[]> {
  const written: string[] = [];
  try {
    for (const file of files) {
      await writeNewFile(file);
      written.push(file.path);
    }
    return written;
  } catch (error) {
    await Promise.all(written.map((path) => rm(path)));
    throw error;
  }
}

async function writeNewFile({ path, mode, text }: NewFile): Promise<void> {
  const file = await open(path, 'wx', mode).catch((cause: NodeJS.ErrnoException) => {
    const reason =
      cause.code === 'EEXIST' ? 'exists already and is not replaced' : `cannot be written (${cause.code})`;
    throw new KeyFileError(path, reason, { cause });
  });
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}
