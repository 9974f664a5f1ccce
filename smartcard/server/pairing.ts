import { createHash, timingSafeEqual } from 'node:crypto';
import { mkdir, open, readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { RandomBytes } from '../clock.js';

/** 32 random bytes in base64url. */
const secretForm = /^[A-Za-z0-9_-]{43}$/;

/** Makes a pairing secret. */
export function makePairingSecret(random: RandomBytes): string {
  return random(32).toString('base64url');
}

/** Checks a pairing secret given in the options. Throws a TypeError when it is too weak. */
export function checkPairingSecret(secret: string): string {
  if (!secretForm.test(secret))
    throw new TypeError('A pairing secret is 32 random bytes in base64url, 43 characters.');
  return secret;
}

/** Whether a request's header holds the secret; takes the same time whatever it holds. */
export function isPairingSecret(given: string | undefined, secret: string): boolean {
  if (given === undefined) return false;
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(secret));
}

/** Where this user's pairing secret is kept. */
export function pairingFile(environment: NodeJS.ProcessEnv = process.env): string {
  const base =
    environment.XDG_CONFIG_HOME ??
    (process.platform === 'win32' ? environment.APPDATA : undefined) ??
    join(homedir(), '.config');
  return join(base, 'jianbao-card', 'pairing-secret');
}

/**
 * This installation's pairing secret: read from its file, or made and written there for the owner only.
 *
 * @throws TypeError when others can read the file or put another in its place, or it holds something else
 */
export async function loadPairingSecret(file: string, random: RandomBytes): Promise<string> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeOnce(file, makePairingSecret(random));
  if (process.platform !== 'win32') await checkOwner(file);
  return checkPairingSecret((await readFile(file, 'utf8')).trim());
}

/** Windows keeps a user's configuration from others by itself. */
async function checkOwner(file: string): Promise<void> {
  const [{ mode, uid }, folder] = await Promise.all([stat(file), stat(dirname(file))]);
  if ((mode & 0o077) !== 0 || uid !== process.getuid?.())
    throw new TypeError(`Other users can read ${file}. Delete it and pair again.`);
  if ((folder.mode & 0o022) !== 0)
    throw new TypeError(`Other users can write to ${dirname(file)}. Run "chmod 700" on it and pair again.`);
}

/** Writes the file unless it exists; of two that try at once, one wins. */
async function writeOnce(file: string, secret: string): Promise<void> {
  try {
    const handle = await open(file, 'wx', 0o600);
    await handle.writeFile(`${secret}\n`);
    await handle.close();
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) throw cause;
  }
}
