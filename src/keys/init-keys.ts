import { createPublicKey, generateKeyPair } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import { formatNoteVerifier, makeNoteSigner, parseNoteSigner } from '../audit/index.js';
import type { Clock, RandomBytes } from '../clock.js';
import { keyFiles } from './key-files.js';
import { digestSignerOf } from './signing/cms.js';
import { type OwnKey, selfIssuedCertificate } from './signing/self-issued-certificate.js';
import { type NewFile, writeNewFiles } from './write-new-files.js';

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
export async function initKeys(options: KeyDirectory): Promise<readonly string[]> {
  checkName(options.name);
  const { directory, random } = options;
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const paths = keyFiles(directory);
  const own = { publicKey: createPublicKey(privateKey), ...digestSignerOf(privateKey) };
  await mkdir(directory, { recursive: true, mode: 0o700 });
  return writeNewFiles([
    { path: paths.master, mode: 0o600, text: `${random(32).toString('base64')}\n` },
    {
      path: paths.receiptKey,
      mode: 0o600,
      text: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    },
    await certificateFile(options, own),
    ...checkpointFiles(options),
  ]);
}

/** Keys on a token, and the files beside them. */
export interface InitialTokenKeys {
  readonly paths: readonly string[];
  /** `pkcs11:` addresses for the settings. */
  readonly addresses: { readonly master: string; readonly receipt: string };
}

/**
 * The same with the master key and the key for receipts on a PKCS#11 token; the files are the certificate and the keys of
 * checkpoints.
 *
 * @param token `pkcs11:` address of the token
 * @throws KeyFileError when one of the files exists, TokenKeyError when one of the keys does; then none is made
 */
export async function initTokenKeys(options: KeyDirectory & { token: string }): Promise<InitialTokenKeys> {
  checkName(options.name);
  const { makeTokenKeys } = await import('./pkcs11/make-token-keys.js');
  await mkdir(options.directory, { recursive: true, mode: 0o700 });
  const others = await writeNewFiles(checkpointFiles(options));
  try {
    const { receiptPublicKey, signDigestInfo, addresses } = await makeTokenKeys(
      options.token,
      options.random,
    );
    const own = { publicKey: receiptPublicKey, signDigestInfo };
    return { paths: [...(await writeNewFiles([await certificateFile(options, own)])), ...others], addresses };
  } catch (error) {
    await Promise.all(others.map((path) => rm(path)));
    throw error;
  }
}

function checkName(name: string): void {
  if (!/^[a-z0-9.-]{1,100}$/.test(name)) throw new TypeError('The name of an installation is a host name.');
}

async function certificateFile(
  { directory, name, clock, random }: KeyDirectory,
  key: OwnKey,
): Promise<NewFile> {
  const certificate = await selfIssuedCertificate(key, {
    subject: [
      ['C', 'TW'],
      ['O', '健報 Jianbao'],
      ['CN', `收執聯簽章 Receipt signing (${name})`],
    ],
    from: clock(),
    years: 10,
    random,
  });
  return { path: keyFiles(directory).receiptCertificate, mode: 0o644, text: certificate };
}

function checkpointFiles({ directory, name }: KeyDirectory): readonly NewFile[] {
  const checkpoint = makeNoteSigner(`${name}/audit`);
  const paths = keyFiles(directory);
  return [
    { path: paths.checkpointKey, mode: 0o600, text: `${checkpoint}\n` },
    {
      path: paths.checkpointVerifier,
      mode: 0o644,
      text: `${formatNoteVerifier(parseNoteSigner(checkpoint))}\n`,
    },
  ];
}
