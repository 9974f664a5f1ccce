import { readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';

/**
 * The files of a folder with one of these endings, in the order of their names.
 *
 * @param endings lower case, with the dot
 * @throws TypeError with a sentence for the operator when the folder cannot be read
 */
export async function listFiles(directory: string, endings: readonly string[]): Promise<readonly string[]> {
  const names = await readNames(directory);
  return names
    .filter((name) => endings.includes(extname(name).toLowerCase()))
    .sort()
    .map((name) => join(directory, name));
}

async function readNames(directory: string): Promise<readonly string[]> {
  try {
    return await readdir(directory);
  } catch (cause) {
    throw new TypeError(`The folder ${directory} cannot be read. Make it, and let the gateway read it.`, {
      cause,
    });
  }
}
