import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseNoteSigner, parseNoteVerifier } from '../../src/audit/index.js';
import { run } from '../../src/keys/commands/init.js';
import { keyFiles, readCmsSigner, readMasterKey, signDetached } from '../../src/keys/index.js';

const directory = mkdtempSync(join(tmpdir(), 'jianbao-keys-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const sources = { clock: () => new Date('2026-11-22T01:00:00Z'), random: randomBytes };
const made = keyFiles(join(directory, 'made'));

async function init(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const io = {
    stdout: { write: (text: string) => (out += text) },
    stderr: { write: (text: string) => (err += text) },
  };
  return { code: await run(args, io, sources), out, err };
}

describe('jianbao keys init', () => {
  it('makes every file, the secret ones for their owner only', async () => {
    const { code, out } = await init('--dir', join(directory, 'made'), '--name', 'gateway.example');
    expect(code).toBe(0);
    expect(out.split('\n').slice(0, 5)).toEqual(Object.values(made));
    const modes = Object.values(made).map((path) => (statSync(path).mode & 0o777).toString(8));
    expect(modes).toEqual(['600', '600', '644', '600', '644']);
    expect((statSync(join(directory, 'made')).mode & 0o777).toString(8)).toBe('700');
  });

  it('makes keys that the gateway reads', async () => {
    expect((await readMasterKey(made.master, randomBytes)).id).toMatch(/^[0-9a-f]{16}$/);
    const signer = parseNoteSigner(readFileSync(made.checkpointKey, 'utf8'));
    const verifier = parseNoteVerifier(readFileSync(made.checkpointVerifier, 'utf8'));
    expect([signer.name, verifier.name]).toEqual(['gateway.example/audit', 'gateway.example/audit']);
    expect(verifier.keyId).toEqual(signer.keyId);
  });

  it('replaces nothing', async () => {
    const before = readFileSync(made.master, 'utf8');
    const { code, err } = await init('--dir', join(directory, 'made'));
    expect(code).toBe(1);
    expect(err).toBe(`The key file ${made.master} exists already and is not replaced.\n`);
    expect(readFileSync(made.master, 'utf8')).toBe(before);
  });

  it('leaves nothing half done when one of the files exists', async () => {
    const half = keyFiles(join(directory, 'half'));
    mkdirSync(join(directory, 'half'));
    writeFileSync(half.checkpointKey, 'mine');
    expect((await init('--dir', join(directory, 'half'))).code).toBe(1);
    expect(readFileSync(half.checkpointKey, 'utf8')).toBe('mine');
    expect(() => statSync(half.master)).toThrow('ENOENT');
  });

  it.each([[[]], [['--dir']], [['--what', 'x']], [['--dir', 'x', '--name', 'a+b']]])(
    'tells how it is used when called with %j',
    async (args) => {
      expect(await init(...args)).toEqual({
        code: 2,
        out: '',
        err: 'Usage: jianbao keys init --dir DIRECTORY [--name HOST] [--token pkcs11:…]\n',
      });
    },
  );
});

describe('the master key file', () => {
  const path = join(directory, 'master.key');
  const attempt = (text: string, mode: number) => {
    rmSync(path, { force: true });
    writeFileSync(path, text);
    chmodSync(path, mode);
    return readMasterKey(path, randomBytes);
  };
  const good = Buffer.alloc(32, 5).toString('base64');

  it('that others may read is refused with the command that mends it', async () => {
    await expect(attempt(good, 0o640)).rejects.toThrow(
      `The key file ${path} may be read by others than its owner; run "chmod 600 ${path}".`,
    );
  });

  it.each(['', good.slice(4), `${good}${good}`, good.replace('=', ''), `${good} x`])(
    'that reads %j is refused without showing it',
    async (text) => {
      await expect(attempt(text, 0o600)).rejects.toThrow(
        `The key file ${path} does not hold 32 bytes in base64.`,
      );
    },
  );

  it('that is not there is refused with the command that makes one', async () => {
    const absent = join(directory, 'absent.key');
    await expect(readMasterKey(absent, randomBytes)).rejects.toThrow(
      `The key file ${absent} does not exist; "jianbao keys init --dir DIRECTORY" makes one.`,
    );
  });

  it('that is a directory is refused', async () => {
    await expect(readMasterKey(directory, randomBytes)).rejects.toThrow('is not an ordinary file');
  });

  it('may end in a line break', async () => {
    const bare = await attempt(good, 0o600);
    expect((await attempt(`${good}\n`, 0o600)).id).toBe(bare.id);
  });
});

describe('a detached CMS signature', () => {
  const content = Buffer.from('{"number":"R-1","name":"測試醫院"}');
  const paths = { content: join(directory, 'content'), signature: join(directory, 'signature') };
  const verify = (body: Buffer, signature: Buffer): string => {
    writeFileSync(paths.content, body);
    writeFileSync(paths.signature, signature);
    return execFileSync(
      'openssl',
      [
        'cms',
        '-verify',
        '-binary',
        '-inform',
        'DER',
        '-in',
        paths.signature,
        '-content',
        paths.content,
        '-CAfile',
        made.receiptCertificate,
        '-attime',
        String(Date.parse('2026-11-23T00:00:00Z') / 1000),
      ],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
    );
  };

  it('is accepted by openssl over the exact bytes, and over no others', async () => {
    const signer = await readCmsSigner(made.receiptKey, made.receiptCertificate);
    const signature = await signDetached(signer, content, new Date('2026-11-22T01:02:03Z'));
    expect(verify(content, signature)).toBe(content.toString());
    expect(() => verify(Buffer.concat([content, Buffer.from(' ')]), signature)).toThrow(
      'content verify error',
    );
    const altered = Buffer.from(signature);
    altered[altered.length - 1] = (altered[altered.length - 1] ?? 0) ^ 1;
    expect(() => verify(content, altered)).toThrow('CMS Verification failure');
  });

  it('states its time and is strict DER', async () => {
    const signer = await readCmsSigner(made.receiptKey, made.receiptCertificate);
    writeFileSync(paths.signature, await signDetached(signer, content, new Date('2026-11-22T01:02:03Z')));
    const shown = execFileSync(
      'openssl',
      ['cms', '-cmsout', '-print', '-noout', '-inform', 'DER', '-in', paths.signature],
      { encoding: 'utf8' },
    );
    expect(shown).toContain('UTCTIME:Nov 22 01:02:03 2026 GMT');
    const again = execFileSync('openssl', [
      'cms',
      '-cmsout',
      '-outform',
      'DER',
      '-inform',
      'DER',
      '-in',
      paths.signature,
    ]);
    expect(again).toEqual(readFileSync(paths.signature));
  });

  it('is the same again for the same key, content and time', async () => {
    const signer = await readCmsSigner(made.receiptKey, made.receiptCertificate);
    const sign = () => signDetached(signer, content, new Date('2026-11-22T01:02:03Z'));
    expect(await sign()).toEqual(await sign());
  });

  it('needs the key that belongs to the certificate', async () => {
    const other = keyFiles(join(directory, 'other'));
    await init('--dir', join(directory, 'other'));
    await expect(readCmsSigner(other.receiptKey, made.receiptCertificate)).rejects.toThrow(
      `The key file ${other.receiptKey} does not belong to the certificate ${made.receiptCertificate}.`,
    );
  });
});
