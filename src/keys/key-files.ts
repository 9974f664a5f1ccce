import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';

/** Where the keys of one gateway lie, below the directory that `jianbao keys init` made. */
export function keyFiles(directory: string) {
  return {
    /** 32 bytes, base64: wraps every data key in the database. */
    master: join(directory, 'master.key'),
    /** RSA-2048, PKCS#8 PEM: signs receipts. */
    receiptKey: join(directory, 'receipt.key'),
    /** Certificate of the receipt key, PEM. Public. */
    receiptCertificate: join(directory, 'receipt.crt'),
    /** Ed25519, C2SP signed-note signer key: signs checkpoints of the audit trail. */
    checkpointKey: join(directory, 'checkpoint.key'),
    /** The verifier key of the same. Public. */
    checkpointVerifier: join(directory, 'checkpoint.pub'),
  } as const;
}

/**
 * Reads a secret file as text.
 *
 * @param whenAbsent what to do when there is none, for the operator
 * @throws KeyFileError when it is absent, no ordinary file, or readable by anybody but its owner
 */
export async function readSecretFile(path: string, whenAbsent: string = makesOne): Promise<string> {
  const file = await openSecret(path, whenAbsent);
  try {
    const { mode } = await file.stat();
    if ((mode & constants.S_IFMT) !== constants.S_IFREG)
      throw new KeyFileError(path, 'is not an ordinary file');
    if ((mode & 0o077) !== 0) {
      throw new KeyFileError(path, `may be read by others than its owner; run "chmod 600 ${path}"`);
    }
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

/** A key file that cannot be used; the sentence names the file and what to do, never its content. */
export class KeyFileError extends Error {
  constructor(path: string, reason: string, options: ErrorOptions = {}) {
    super(`The key file ${path} ${reason}.`, options);
    this.name = 'KeyFileError';
  }
}

const makesOne = '"jianbao keys init --dir DIRECTORY" makes one';

async function openSecret(path: string, whenAbsent: string) {
  try {
    return await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    const reason = code === 'ENOENT' ? `does not exist; ${whenAbsent}` : `cannot be opened (${code})`;
    throw new KeyFileError(path, reason, { cause });
  }
}
