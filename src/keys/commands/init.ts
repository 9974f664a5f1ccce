import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { type Clock, type RandomBytes, systemClock } from '../../clock.js';
import type { CommandIo } from '../../commands.js';
import { initKeys } from '../init-keys.js';
import { KeyFileError } from '../key-files.js';

/**
 * `jianbao keys init --dir DIR [--name HOST]`: makes the gateway's key files.
 *
 * @returns exit code: 0 done, 1 a file exists or cannot be written, 2 misuse
 */
export async function run(args: string[], io: CommandIo, sources: Sources = ownSources): Promise<number> {
  const options = readOptions(args);
  if (options === undefined) {
    io.stderr.write(usage);
    return 2;
  }
  try {
    const written = await initKeys({ ...options, ...sources });
    io.stdout.write(`${written.join('\n')}\n`);
    io.stdout.write(
      'Keep a copy of master.key apart from the backups of the database: without it nothing opens.\n',
    );
    return 0;
  } catch (error) {
    if (!(error instanceof KeyFileError)) throw error;
    io.stderr.write(`${error.message}\n`);
    return 1;
  }
}

interface Sources {
  readonly clock: Clock;
  readonly random: RandomBytes;
}

const ownSources: Sources = { clock: systemClock, random: randomBytes };

const usage = 'Usage: jianbao keys init --dir DIRECTORY [--name HOST]\n';

function readOptions(args: string[]): { directory: string; name: string } | undefined {
  try {
    const { values } = parseArgs({ args, options: { dir: { type: 'string' }, name: { type: 'string' } } });
    if (values.dir === undefined) return undefined;
    const name = values.name ?? 'jianbao.local';
    return /^[a-z0-9.-]{1,100}$/.test(name) ? { directory: values.dir, name } : undefined;
  } catch {
    return undefined;
  }
}
