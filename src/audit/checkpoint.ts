import { mkdir, open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from '../database/index.js';
import { type NoteSigner, type NoteVerifier, openNote, signNote } from './signed-note.js';

/** The state of the chain at a moment: entries so far and the hash of the last one. */
export interface Checkpoint {
  readonly seq: number;
  readonly hash: Buffer;
}

/**
 * Writes the chain's head as a signed note into a folder outside the database. Without checkpoints nobody could see that
 * the newest entries were cut off.
 *
 * @returns the checkpoint, or undefined when this state of the chain has one already
 */
export async function writeCheckpoint(
  db: Database,
  options: { readonly directory: string; readonly signer: NoteSigner },
): Promise<Checkpoint | undefined> {
  const head = await db('audit_head').where({ id: 1 }).first<{ seq: number; hash: Buffer }>();
  if (head === undefined || Number(head.seq) === 0) return undefined;
  const checkpoint = { seq: Number(head.seq), hash: head.hash };
  await mkdir(options.directory, { recursive: true, mode: 0o700 });
  const file = join(options.directory, `${String(checkpoint.seq).padStart(12, '0')}.checkpoint`);
  // 'wx': a checkpoint once written is never replaced.
  const handle = await open(file, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') return undefined;
    throw error;
  });
  if (handle === undefined) return undefined;
  try {
    await handle.writeFile(signNote(formatCheckpoint(checkpoint, options.signer.name), options.signer));
    await handle.sync();
  } finally {
    await handle.close();
  }
  return checkpoint;
}

/**
 * The checkpoints of a folder, oldest first.
 *
 * @throws TypeError naming the first file that `verifier` did not sign
 */
export async function readCheckpoints(directory: string, verifier: NoteVerifier): Promise<Checkpoint[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.checkpoint')).sort();
  return Promise.all(
    names.map(async (name) => {
      const text = openNote(await readFile(join(directory, name), 'utf8'), verifier);
      const checkpoint = text === undefined ? undefined : parseCheckpoint(text);
      if (checkpoint === undefined)
        throw new TypeError(`The checkpoint ${name} was not signed by ${verifier.name}.`);
      return checkpoint;
    }),
  );
}

/** The three lines of https://c2sp.org/tlog-checkpoint: origin, size, hash; the hash is our chain's, not a tree's. */
function formatCheckpoint({ seq, hash }: Checkpoint, name: string): string {
  return `${name}/audit-chain-v1\n${seq}\n${hash.toString('base64')}\n`;
}

function parseCheckpoint(text: string): Checkpoint | undefined {
  const match = /^\S+\/audit-chain-v1\n(\d{1,15})\n([A-Za-z0-9+/]{43}=)\n$/u.exec(text);
  if (match === null) return undefined;
  return { seq: Number(match[1]), hash: Buffer.from(match[2] ?? '', 'base64') };
}
