import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { CommandIo } from '../../commands.js';
import type { Database } from '../../database/index.js';
import { type Checkpoint, readCheckpoints } from '../checkpoint.js';
import { parseNoteVerifier } from '../signed-note.js';
import { readEntries, readExportedEntries, UnreadableLine, verifyChain } from '../verify.js';

/**
 * `jianbao audit verify [--file EXPORT] [--checkpoints DIR --verifier FILE]`: goes through the chain in the database, or
 * in an exported file without any database. Prints the first bad entry and its kind. Exit code 0 when the chain holds, 1
 * when it does not, 2 when it could not be checked.
 *
 * @param openDatabase called only when no file is named
 */
export async function run(
  args: string[],
  io: CommandIo,
  openDatabase: () => Promise<Database>,
): Promise<number> {
  try {
    const { values } = parseArgs({
      args,
      options: { file: { type: 'string' }, checkpoints: { type: 'string' }, verifier: { type: 'string' } },
    });
    const checkpoints = await loadCheckpoints(values.checkpoints, values.verifier);
    const { file } = values;
    if (file !== undefined) return report(await verifyChain(readExportedEntries(file), checkpoints), io);
    const db = await openDatabase();
    try {
      return report(await verifyChain(readEntries(db), checkpoints), io);
    } finally {
      await db.destroy();
    }
  } catch (error) {
    if (error instanceof UnreadableLine) {
      io.stdout.write(`entry ${error.line}: unreadable\n`);
      return 1;
    }
    io.stderr.write(`The chain could not be checked: ${error instanceof Error ? error.message : error}\n`);
    return 2;
  }
}

function report(result: Awaited<ReturnType<typeof verifyChain>>, io: CommandIo): number {
  io.stdout.write(
    result.ok
      ? `${result.entries} entries, unbroken; head ${result.hash.toString('hex')}\n`
      : `entry ${result.seq}: ${result.fault}\n`,
  );
  return result.ok ? 0 : 1;
}

async function loadCheckpoints(
  directory: string | undefined,
  verifierFile: string | undefined,
): Promise<Checkpoint[]> {
  if (directory === undefined) return [];
  if (verifierFile === undefined) throw new TypeError('--checkpoints needs --verifier FILE as well.');
  return readCheckpoints(directory, parseNoteVerifier(await readFile(verifierFile, 'utf8')));
}
