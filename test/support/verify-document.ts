import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DemoCards, demoMoment } from './demo-cards.js';

export interface SignedFile {
  readonly document: Buffer;
  /** CMS SignedData in DER. */
  readonly signature: Buffer;
  /** A folder for files on the way. */
  readonly scratch: string;
  /** A certificate (PEM) that is trusted, now, instead of the demo's authorities. */
  readonly trusted?: string;
  /** When the signer's certificate must be valid; the demo's moment by default. */
  readonly at?: Date;
}

/**
 * What `openssl cms -verify -cades` says of a detached signature against the demo root. The authorities between stand
 * beside the root in one file: openssl 3.0 builds no path with those of `-certfile`.
 */
export function verifyDocument(
  demo: DemoCards,
  { document, signature, scratch, trusted, at = demoMoment }: SignedFile,
): string {
  const content = keep('content', document);
  const cms = keep('cms.p7s', signature);
  const authorities = trusted ?? keep('authorities.pem', Buffer.concat(readAuthorities(demo)));
  const moment = trusted === undefined ? ['-attime', String(Math.ceil(at.getTime() / 1000) + 1)] : [];
  const what = ['cms', '-verify', '-binary', '-cades', '-inform', 'DER', '-in', cms, '-content', content];
  const trust = ['-CAfile', authorities, ...moment, '-out', '/dev/null'];
  return spawnSync('openssl', [...what, ...trust], { encoding: 'utf8' }).stderr.trim();

  function keep(name: string, bytes: Buffer): string {
    const path = join(scratch, name);
    writeFileSync(path, bytes);
    return path;
  }
}

function readAuthorities({ pki, directory }: DemoCards): readonly Buffer[] {
  const trusted = pki.authorities.filter(({ isTrusted }) => isTrusted);
  return trusted.map(({ certificate }) => readFileSync(join(directory, certificate)));
}
