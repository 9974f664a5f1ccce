import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { type Clock, type RandomBytes, systemClock } from '../../clock.js';
import type { CommandIo } from '../../commands.js';
import { initKeys, initTokenKeys, type KeyDirectory } from '../init-keys.js';
import { KeyFileError } from '../key-files.js';
import { TokenKeyError } from '../pkcs11/token-key-error.js';

/**
 * `jianbao keys init --dir DIR [--name HOST] [--token pkcs11:…]`: makes the gateway's key files, or its keys on a token and
 * the files beside them.
 *
 * @returns exit code: 0 done, 1 a file or key exists or cannot be made, 2 misuse
 */
export async function run(args: string[], io: CommandIo, sources: Sources = ownSources): Promise<number> {
  const options = readOptions(args);
  if (options === undefined) {
    io.stderr.write(usage);
    return 2;
  }
  try {
    const { token, ...directory } = options;
    io.stdout.write(
      token === undefined
        ? await inFiles({ ...directory, ...sources })
        : await onToken({ ...directory, token, ...sources }),
    );
    return 0;
  } catch (error) {
    if (!(error instanceof KeyFileError || error instanceof TokenKeyError)) throw error;
    io.stderr.write(`${error.message}\n`);
    return 1;
  }
}

async function inFiles(options: KeyDirectory): Promise<string> {
  const written = await initKeys(options);
  return `${written.join('\n')}\nKeep a copy of master.key apart from the backups of the database: without it nothing opens.\n`;
}

async function onToken(options: KeyDirectory & { readonly token: string }): Promise<string> {
  const { paths, addresses } = await initTokenKeys(options);
  return (
    `${paths.join('\n')}\nJIANBAO_MASTER_KEY=${addresses.master}\nJIANBAO_RECEIPT_KEY=${addresses.receipt}\n` +
    'Back the token up by the means of its maker: without its master key nothing opens.\n'
  );
}

interface Sources {
  readonly clock: Clock;
  readonly random: RandomBytes;
}

const ownSources: Sources = { clock: systemClock, random: randomBytes };

const usage = 'Usage: jianbao keys init --dir DIRECTORY [--name HOST] [--token pkcs11:…]\n';

function readOptions(args: string[]): Options | undefined {
  try {
    const text = { type: 'string' } as const;
    const { values } = parseArgs({ args, options: { dir: text, name: text, token: text } });
    if (values.dir === undefined) return undefined;
    const name = values.name ?? 'jianbao.local';
    if (!/^[a-z0-9.-]{1,100}$/.test(name)) return undefined;
    return { directory: values.dir, name, ...(values.token !== undefined && { token: values.token }) };
  } catch {
    return undefined;
  }
}

interface Options {
  readonly directory: string;
  readonly name: string;
  readonly token?: string;
}
