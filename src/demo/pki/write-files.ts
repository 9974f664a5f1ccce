import { chmod, mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Writes a file that only its owner may read. */
export async function writePrivateFile(
  directory: string,
  name: string,
  content: string | Buffer,
): Promise<void> {
  await writeInto(directory, name, content, 0o600);
}

/** Writes a file anybody on this computer may read. */
export async function writePublicFile(
  directory: string,
  name: string,
  content: string | Buffer,
): Promise<void> {
  await writeInto(directory, name, content, 0o644);
}

/** PEM (RFC 7468) of a certificate's DER. */
export function certificatePem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

/** The file appears whole or not at all, also to a gateway that reads it at this moment. */
async function writeInto(
  directory: string,
  name: string,
  content: string | Buffer,
  mode: number,
): Promise<void> {
  const path = join(directory, name);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const unfinished = `${path}.new`;
  await writeFile(unfinished, content, { mode });
  await chmod(unfinished, mode);
  await rename(unfinished, path);
}
