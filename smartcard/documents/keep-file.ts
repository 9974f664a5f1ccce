import { access, link, open, rename, rm } from 'node:fs/promises';
import type { RandomBytes } from '../clock.js';
import { AgentProblem } from '../problems.js';

/** How a file takes its place: `keepOld` refuses one that is there, `replaceOld` puts itself in its place. */
export type TakePlace = (unfinished: string, path: string) => Promise<void>;

/** Throws ERR_AGENT_FILE_EXISTS when something has the name already. */
export const keepOld: TakePlace = async (unfinished, path) => {
  try {
    // Unlike a rename, a link never replaces.
    await link(unfinished, path);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST') throw existing(path);
    throw cause;
  }
  await rm(unfinished);
};

export const replaceOld: TakePlace = rename;

/**
 * Writes a file whole or not at all: under another name first, on the disk, then in its place.
 *
 * @throws AgentProblem ERR_AGENT_FILE when it cannot be written, ERR_AGENT_FILE_EXISTS by `keepOld`
 */
export async function keepFile(
  path: string,
  content: Uint8Array,
  takePlace: TakePlace,
  random: RandomBytes,
): Promise<void> {
  const unfinished = `${path}.${random(6).toString('hex')}.part`;
  try {
    const file = await open(unfinished, 'wx', 0o600);
    await file.writeFile(content);
    await file.sync();
    await file.close();
    await takePlace(unfinished, path);
  } catch (cause) {
    await rm(unfinished, { force: true });
    if (cause instanceof AgentProblem) throw cause;
    const detail = cause instanceof Error && 'code' in cause ? String(cause.code) : 'write';
    throw new AgentProblem('ERR_AGENT_FILE', { params: { file: path }, detail });
  }
}

/** Throws ERR_AGENT_FILE_EXISTS when something has the name, so that no card is used in vain. */
export async function checkFree(path: string): Promise<void> {
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  if (isThere) throw existing(path);
}

function existing(file: string): AgentProblem {
  return new AgentProblem('ERR_AGENT_FILE_EXISTS', { params: { file } });
}
