import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';

/**
 * Writes a file that appears whole or not at all, also after a power cut.
 *
 * @param content text, or the chunks of a download
 * @param accept looks at the finished file under its passing name; the old file stays when it answers false or throws
 * @returns whether the file was replaced
 */
export async function replaceFile(
  file: string,
  content: string | AsyncIterable<Uint8Array>,
  accept: (unfinished: string) => Promise<boolean> = async () => true,
): Promise<boolean> {
  const unfinished = `${file}.${randomUUID()}.part`;
  try {
    await writeSynced(unfinished, content);
    if (!(await accept(unfinished))) return false;
    await rename(unfinished, file);
    return true;
  } finally {
    await rm(unfinished, { force: true });
  }
}

async function writeSynced(file: string, content: string | AsyncIterable<Uint8Array>): Promise<void> {
  const handle = await open(file, 'wx', 0o644);
  try {
    if (typeof content === 'string') await handle.writeFile(content);
    else for await (const chunk of content) await handle.appendFile(chunk);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
