import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { certificatePem } from '../../../src/demo/pki/write-files.js';
import type { Keys, TestAuthority } from './small-pki.js';

/** What the responder knows: a line of `index.txt` for each certificate (the format of `openssl ca`). */
export interface IndexEntry {
  /** Hexadecimal. */
  readonly serial: string;
  readonly revocation?: 'keyCompromise' | 'certificateHold';
}

export interface Signer {
  readonly certificate: Buffer;
  readonly keys: Keys;
}

/** When the certificates of the index were revoked. */
export const revokedAt = new Date('2026-11-01T00:00:00Z');

/** The responder of the openssl command line, the second implementation: one answer to a file, or over HTTP. */
export class OpensslResponder {
  private readonly folder = mkdtempSync(join(tmpdir(), 'jianbao-ocsp-'));
  private readonly running: ChildProcess[] = [];

  constructor(issuer: TestAuthority, index: readonly IndexEntry[]) {
    writeFileSync(this.file('issuer.pem'), certificatePem(issuer.certificate));
    writeFileSync(this.file('index.txt'), index.map(indexLine).join(''));
  }

  /** The response (DER) to a request (DER). */
  answer(request: Buffer, signer: Signer, options: readonly string[] = ['-nmin', '60']): Buffer {
    const [from, to] = [this.file('request.der'), this.file('response.der')];
    writeFileSync(from, request);
    const inOut = ['-reqin', from, '-respout', to];
    execFileSync('openssl', [...this.arguments(signer), ...inOut, ...options], { stdio: 'ignore' });
    return readFileSync(to);
  }

  /** Starts it on a free port; gives the address. */
  async listen(signer: Signer): Promise<string> {
    const child = spawn('openssl', [...this.arguments(signer), '-port', '0', '-nmin', '60'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    this.running.push(child);
    for await (const line of createInterface(child.stdout)) {
      const [, port] = /^ACCEPT \S*:(\d+)/.exec(line) ?? [];
      if (port !== undefined) return `http://127.0.0.1:${port}/`;
    }
    throw new Error('openssl ocsp did not start.');
  }

  async close(): Promise<void> {
    for (const child of this.running.splice(0)) {
      child.kill();
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    }
    rmSync(this.folder, { recursive: true });
  }

  private arguments({ certificate, keys }: Signer): string[] {
    writeFileSync(this.file('signer.pem'), certificatePem(certificate));
    writeFileSync(this.file('signer.key'), keys.privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const files = ['-index', this.file('index.txt'), '-CA', this.file('issuer.pem')];
    return ['ocsp', ...files, '-rsigner', this.file('signer.pem'), '-rkey', this.file('signer.key')];
  }

  private file(name: string): string {
    return join(this.folder, name);
  }
}

function indexLine({ serial, revocation }: IndexEntry): string {
  const [state, when] = revocation === undefined ? ['V', ''] : ['R', `261101000000Z,${revocation}`];
  return `${state}\t290101000000Z\t${when}\t${serial.toUpperCase()}\tunknown\t/CN=card\n`;
}
