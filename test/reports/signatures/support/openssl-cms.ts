import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoCard } from '../../../../src/demo/pki/index.js';
import type { DemoCards } from '../../../support/demo-cards.js';

/** What `openssl cms -sign -cades` makes of a document with a demo card's key, now: detached, DER. */
export function signWithOpenssl({ pki, directory }: DemoCards, card: string, document: Buffer): Buffer {
  const { signature } = demoCard(pki, card);
  const files = ['-signer', join(directory, signature.certificate), '-inkey', join(directory, signature.key)];
  return execFileSync('openssl', ['cms', '-sign', '-binary', '-cades', '-outform', 'DER', ...files], {
    input: document,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

/** What `openssl cms -verify -cades` says of a detached signature against the demo's authorities, now. */
export function verifyWithOpenssl(
  { pki, directory }: DemoCards,
  document: Buffer,
  signature: Buffer,
): string {
  const scratch = mkdtempSync(join(tmpdir(), 'jianbao-verify-'));
  try {
    const [content, cms, authorities] = ['content', 'cms.p7s', 'authorities.pem'].map((name) =>
      join(scratch, name),
    ) as [string, string, string];
    writeFileSync(content, document);
    writeFileSync(cms, signature);
    const trusted = pki.authorities.filter(({ isTrusted }) => isTrusted);
    writeFileSync(
      authorities,
      Buffer.concat(trusted.map((one) => readFileSync(join(directory, one.certificate)))),
    );
    const what = ['cms', '-verify', '-binary', '-cades', '-inform', 'DER', '-in', cms, '-content', content];
    const trust = ['-CAfile', authorities, '-purpose', 'any', '-out', '/dev/null'];
    return spawnSync('openssl', [...what, ...trust], { encoding: 'utf8' }).stderr.trim();
  } finally {
    rmSync(scratch, { recursive: true });
  }
}
