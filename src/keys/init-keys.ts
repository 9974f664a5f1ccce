import { generateKeyPair } from 'node:crypto';
import { mkdir, open, rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import { formatNoteVerifier, makeNoteSigner, parseNoteSigner } from '../audit/index.js';
import type { Clock, RandomBytes } from '../clock.js';
import { KeyFileError, keyFiles } from './key-files.js';
import { selfIssuedCertificate } from './signing/self-issued-certificate.js';

export interface KeyDirectory {
  readonly directory: string;
  /** Name of the installation, part of the checkpoint key's name: a host name, no blanks or plus signs. */
  readonly name: string;
  readonly clock: Clock;
  readonly random: RandomBytes;
}

/**
 * Makes the key files of a gateway (`keyFiles`): the secret ones with mode 0600 in a directory with mode 0700. Nothing
 * that exists is overwritten.
 *
 * @returns the paths written
 * @throws KeyFileError when one of the files exists; then none is written
 */
export async function initKeys({ directory, name, clock, random }: KeyDirectory): Promise<readonly string[]> {
  if (!/^[a-z0-9.-]{1,100}$/.test(name)) throw new TypeError('The name of an installation is a host name.');
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const checkpoint = makeNoteSigner(`${name}/audit`);
  const paths = keyFiles(directory);
  const certificate = selfIssuedCertificate(privateKey, {
    subject: [
      ['C', 'TW'],
      ['O', '健報 Jianbao'],
      ['CN', `收執聯簽章 Receipt signing (${name})`],
    ],
    from: clock(),
    years: 10,
    random,
  });

  await mkdir(directory, { recursive: true, mode: 0o700 });
  return writeNewFiles([
    { path: paths.master, mode: 0o600, text: `${random(32).toString('base64')}\n` },
    {
      path: paths.receiptKey,
      mode: 0o600,
      text: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    },
    { path: paths.receiptCertificate, mode: 0o644, text: certificate },
    { path: paths.checkpointKey, mode: 0o600, text: `${checkpoint}\n` },
    {
      path: paths.checkpointVerifier,
      mode: 0o644,
      text: `${formatNoteVerifier(parseNoteSigner(checkpoint))}\n`,
    },
  ]);
}

interface NewFile {
  readonly path: string;
  readonly mode: number;
  readonly text: string;
}

async function writeNewFiles(files: readonly NewFile[]): Promise<readonly string[]> {
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
