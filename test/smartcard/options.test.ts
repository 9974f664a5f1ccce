import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startAgent } from '../../smartcard/index.js';
import { isLoopback } from '../../smartcard/server/loopback.js';
import { checkOrigins } from '../../smartcard/server/origins.js';
import {
  isPairingSecret,
  loadPairingSecret,
  makePairingSecret,
  pairingFile,
} from '../../smartcard/server/pairing.js';
import { portOf } from '../support/card-agent.js';

const origins = ['https://jianbao.example.tw'];
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'jianbao-agent-'));
});
afterAll(() => rm(directory, { recursive: true }));

describe('the agent refuses to start', () => {
  it.each([
    '0.0.0.0',
    '::',
    '192.168.1.5',
    '10.0.0.1',
    'localhost',
    '',
    '::ffff:127.0.0.1',
    '128.0.0.1',
    'fe80::1',
  ])('on an address that is not this computer alone: "%s"', async (address) => {
    await expect(startAgent({ origins, port: 0, addresses: [address] })).rejects.toThrow(
      new TypeError(
        `The card agent listens on this computer only. Write 127.0.0.1 or ::1 instead of "${address}".`,
      ),
    );
  });

  it.each([
    ['http://jianbao.example.tw', /Write https:\/\/ and the host/],
    ['jianbao.example.tw', /Write https:\/\/ and the host/],
    ['*', /Write https:\/\/ and the host/],
    ['null', /Write https:\/\/ and the host/],
    [
      'https://jianbao.example.tw/',
      /Write the gateway as the browser does: "https:\/\/jianbao\.example\.tw"/,
    ],
    [
      'https://jianbao.example.tw:443',
      /Write the gateway as the browser does: "https:\/\/jianbao\.example\.tw"/,
    ],
    ['https://JIANBAO.example.tw', /Write the gateway as the browser does: "https:\/\/jianbao\.example\.tw"/],
    ['https://健報.example.tw', /Write the gateway as the browser does: "https:\/\/xn--/],
    ['https://user@jianbao.example.tw', /Write the gateway as the browser does/],
  ])('for a gateway that no browser names so: %s', async (origin, message) => {
    await expect(startAgent({ origins: [origin], port: 0 })).rejects.toThrow(message);
  });

  it('without any gateway', async () => {
    await expect(startAgent({ origins: [], port: 0 })).rejects.toThrow(/Name at least one gateway/);
  });

  it('with a pairing secret that is too short', async () => {
    await expect(startAgent({ origins, port: 0, pairingSecret: 'secret' })).rejects.toThrow(/43 characters/);
  });

  it('when another program has its port on one of its addresses', async () => {
    const other = createServer().listen(0, '::1');
    await new Promise((resolve) => other.once('listening', resolve));
    await expect(startAgent({ origins, port: portOf(other) })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await new Promise((resolve) => other.close(resolve));
  });
});

describe('a demonstration on this computer', () => {
  it.each(['http://localhost:3000', 'http://127.0.0.1:3000', 'http://[::1]:3000'])(
    'may use http: %s',
    (origin) => {
      expect(checkOrigins([origin])).toEqual(new Set([origin]));
    },
  );
});

describe('a loopback address', () => {
  it.each([
    ['127.0.0.1', true],
    ['127.255.255.254', true],
    ['::1', true],
    ['::ffff:127.0.0.1', true],
    ['::ffff:10.0.0.1', false],
    ['10.0.0.1', false],
    ['::', false],
    ['', false],
    ['127.0.0.1.evil.example', false],
  ])('%s: %s', (address, expected) => {
    expect(isLoopback(address)).toBe(expected);
  });
});

describe('the pairing secret', () => {
  it('is made once for an installation, for its owner only', async () => {
    const file = join(directory, 'state', 'pairing-secret');
    const [first, second] = await Promise.all([
      loadPairingSecret(file, randomBytes),
      loadPairingSecret(file, randomBytes),
    ]);
    expect(first).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect([second, await loadPairingSecret(file, randomBytes)]).toEqual([first, first]);
    const modes = await Promise.all(
      [file, join(directory, 'state')].map(async (path) => (await stat(path)).mode),
    );
    expect(modes.map((mode) => mode & 0o777)).toEqual([0o600, 0o700]);
    expect(await readFile(file, 'utf8')).toBe(`${first}\n`);
  });

  it('that others can read is not used', async () => {
    const file = join(directory, 'open');
    await loadPairingSecret(file, randomBytes);
    await chmod(file, 0o644);
    await expect(loadPairingSecret(file, randomBytes)).rejects.toThrow(
      new TypeError(`Other users can read ${file}. Delete it and pair again.`),
    );
  });

  it('in a folder where others could put another in its place is not used', async () => {
    const folder = join(directory, 'shared');
    await loadPairingSecret(join(folder, 'secret'), randomBytes);
    await chmod(folder, 0o770);
    await expect(loadPairingSecret(join(folder, 'secret'), randomBytes)).rejects.toThrow(
      new TypeError(`Other users can write to ${folder}. Run "chmod 700" on it and pair again.`),
    );
  });

  it('of a damaged file is not used', async () => {
    const file = join(directory, 'damaged');
    await writeFile(file, 'abc\n', { mode: 0o600 });
    await expect(loadPairingSecret(file, randomBytes)).rejects.toThrow(/43 characters/);
  });

  it('is compared whole', () => {
    const secret = makePairingSecret(randomBytes);
    expect(
      [secret, undefined, '', secret.slice(1), `${secret}x`].map((given) => isPairingSecret(given, secret)),
    ).toEqual([true, false, false, false, false]);
  });

  it("is kept in the user's own configuration", () => {
    expect(pairingFile({ XDG_CONFIG_HOME: '/home/u/.config' })).toBe(
      '/home/u/.config/jianbao-card/pairing-secret',
    );
  });
});
