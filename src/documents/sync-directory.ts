import { open } from 'node:fs/promises';

/** Makes a rename or removal in a directory outlive a power cut; a directory that is not there has none. */
export async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (directory === undefined) return;
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
