import { type ChildProcess, spawn } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findFreePort } from '../../src/demo/find-free-port.js';
import { demoCards } from '../support/demo-cards.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jianbao-demo-'));
  // The demonstration takes a PKI it finds; making one with 4096-bit keys is shown elsewhere.
  await cp((await demoCards(new Date())).directory, join(folder, 'pki'), { recursive: true });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

it('does the main job once without a browser and leaves nothing behind', async () => {
  const demo = startDemo(['--once', '--json']);
  expect(await demo.ended).toBe(0);
  expect(JSON.parse(demo.out().trimEnd().split('\n').at(-1) ?? '')).toEqual({
    login: { card: 'citizen', account: 'reporter01' },
    submission: expect.stringMatching(/^S\d{7}-[0-9A-Z]{6}$/),
    status: 'accepted',
    rows: 200,
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    receipt: expect.stringMatching(/^R\d{7}-[0-9A-Z]{6}$/),
  });
  expect(await readdir(folder)).toEqual(['pki']);
}, 60_000);

it('starts gateway, agent and mailbox, changes the card on demand, and stops cleanly', async () => {
  const [port, agentPort] = [await findFreePort(), await findFreePort()];
  const demo = startDemo(['--port', String(port), '--agent-port', String(agentPort)]);
  await demo.says(/Press Ctrl\+C to stop/);
  const pairing = /\/card\/pair#(\S+)/.exec(demo.out())?.[1] ?? '';
  const [, password, pin] = /manager01 +(\S+) +(\d+)/.exec(demo.out()) ?? [];
  expect(password).toMatch(/^\S{15}$/);
  expect((await fetch(`http://localhost:${port}/`)).status).toBe(200);

  demo.process.stdin?.write('manager\n');
  await demo.says(/The card "manager" is in the reader now/);
  const answer = await fetch(`http://127.0.0.1:${agentPort}/authenticate`, {
    method: 'POST',
    headers: {
      origin: `http://localhost:${port}`,
      'content-type': 'application/json',
      'jianbao-pairing': pairing,
    },
    body: JSON.stringify({
      challengeNonce: Buffer.alloc(32, 7).toString('base64'),
      pin,
      language: 'zh-Hant',
    }),
  });
  const { unverifiedCertificate } = (await answer.json()) as { unverifiedCertificate: string };
  expect(new X509Certificate(Buffer.from(unverifiedCertificate, 'base64')).subject).toContain('CN=林志明');

  demo.process.stdin?.write('no-such-card\n');
  await demo.says(/There is no card "no-such-card" in the drawer/);
  demo.process.kill('SIGINT');
  expect(await demo.ended).toBe(0);
  await expect(fetch(`http://localhost:${port}/`)).rejects.toThrow('fetch failed');
}, 60_000);

it('stops when the program that started it is gone', async () => {
  const [port, agentPort] = [await findFreePort(), await findFreePort()];
  const words = `demo --folder ${folder} --port ${port} --agent-port ${agentPort}`;
  const shell = spawn('sh', ['-c', `${process.execPath} dist/src/cli.js ${words}; true`]);
  // What the demonstration writes to closes when it has ended, not when the shell has.
  const ended = new Promise<void>((resolve) => shell.once('close', () => resolve()));
  let text = '';
  await new Promise<void>((resolve, reject) => {
    for (const stream of [shell.stdout, shell.stderr])
      stream.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        if (text.includes('Press Ctrl+C')) resolve();
      });
    void ended.then(() => reject(new Error(`The demo ended by itself:\n${text}`)));
  });
  shell.kill('SIGKILL');
  await ended;
  await expect(fetch(`http://localhost:${port}/`)).rejects.toThrow('fetch failed');
}, 60_000);

it('explains itself when called wrongly', async () => {
  const demo = startDemo(['--port', 'eighty']);
  expect(await demo.ended).toBe(2);
  expect(demo.out()).toContain('jianbao demo --once');
});

interface Demo {
  readonly process: ChildProcess;
  readonly ended: Promise<number | null>;
  /** All that it wrote so far. */
  out(): string;
  says(sentence: RegExp): Promise<void>;
}

function startDemo(args: readonly string[]): Demo {
  const child = spawn(process.execPath, ['dist/src/cli.js', 'demo', '--folder', folder, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let text = '';
  const listeners = new Set<() => void>();
  // Standard output is kept last, since the result is its last line.
  for (const stream of [child.stderr, child.stdout])
    stream?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      for (const listener of listeners) listener();
    });
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  return {
    process: child,
    ended,
    out: () => text,
    says: (sentence) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!sentence.test(text)) return;
          listeners.delete(look);
          resolve();
        };
        listeners.add(look);
        look();
        void ended.then(() => reject(new Error(`The demo ended without saying ${sentence}:\n${text}`)));
      }),
  };
}
