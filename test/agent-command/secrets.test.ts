import { execFileSync, spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readStoredSecret } from '../../smartcard/secrets/stored-secret.js';
import { run } from './support/run.js';

let scratch: string;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'jianbao-secrets-'));
});
afterAll(() => rm(scratch, { recursive: true }));

describe("a systemd service's credentials", () => {
  const place = () => ({
    platform: 'linux' as const,
    environment: { CREDENTIALS_DIRECTORY: join(scratch, 'credentials') },
  });
  const write = async (name: string, text: string, mode: number) => {
    await mkdir(join(scratch, 'credentials'), { recursive: true, mode: 0o700 });
    const file = join(scratch, 'credentials', name);
    await rm(file, { force: true });
    await writeFile(file, text);
    await chmod(file, mode);
  };

  it.each([0o400, 0o440, 0o600])('are read: mode %o', async (mode) => {
    await write('card-pin', '246810\n', mode);
    expect(await readStoredSecret('card-pin', place())).toBe('246810');
  });

  it.each([0o404, 0o444, 0o460, 0o620])('are refused when others could have them: mode %o', async (mode) => {
    await write('card-pin', '246810\n', mode);
    await expect(readStoredSecret('card-pin', place())).rejects.toMatchObject({
      code: 'ERR_AGENT_SECRET_OPEN',
      params: { file: join(scratch, 'credentials', 'card-pin') },
    });
  });

  it('are missing when there is no such file, or nothing in it', async () => {
    const missing = { code: 'ERR_AGENT_SECRET_MISSING', params: { name: 'empty' } };
    await expect(readStoredSecret('empty', place())).rejects.toMatchObject(missing);
    await write('empty', '\n', 0o400);
    await expect(readStoredSecret('empty', place())).rejects.toMatchObject(missing);
  });

  it('are never those of another folder', async () => {
    await writeFile(join(scratch, 'outside'), 'secret', { mode: 0o400 });
    const name = fc.string().filter((text) => !/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(text));
    await expect(readStoredSecret('../outside', place())).rejects.toThrow(/^Name a secret with/);
    await fc.assert(
      fc.asyncProperty(name, async (text) => {
        await expect(readStoredSecret(text, place())).rejects.toThrow(TypeError);
      }),
    );
  });

  it('are filled in the unit, not by the command', async () => {
    const environment = place().environment;
    const { exit, errors } = await run(['secret', 'set', 'card-pin'], { answers: ['1'], environment });
    expect([exit, errors]).toEqual([2, expect.stringContaining('LoadCredentialEncrypted=')]);
  });
});

/** GNOME Keyring on a session bus of its own, unlocked; both end with the test. */
async function startKeyring() {
  const home = join(scratch, 'home');
  await mkdir(home, { mode: 0o700 });
  const environment = { PATH: process.env.PATH ?? '', HOME: home, XDG_RUNTIME_DIR: home };
  const bus = spawn('dbus-daemon', ['--session', '--nofork', '--print-address=1'], {
    env: environment,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const address = await new Promise<string>((resolve) =>
    bus.stdout?.once('data', (chunk: Buffer) => resolve(chunk.toString().trim())),
  );
  const withBus = { ...environment, DBUS_SESSION_BUS_ADDRESS: address };
  // It goes into the background when it can be asked, and ends with the bus.
  execFileSync('gnome-keyring-daemon', ['--daemonize', '--unlock', '--components=secrets'], {
    env: withBus,
    input: 'the keyring’s own password',
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  return { environment: withBus, stop: () => bus.kill() };
}

const hasKeyring = ['secret-tool', 'gnome-keyring-daemon', 'dbus-daemon'].every(isInstalled);

function isInstalled(program: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(!hasKeyring)('the keyring of a Linux desktop (GNOME Keyring)', () => {
  let keyring: Awaited<ReturnType<typeof startKeyring>>;
  beforeAll(async () => {
    keyring = await startKeyring();
  });
  afterAll(() => keyring?.stop());

  const place = () => ({ platform: 'linux' as const, environment: keyring.environment });

  it('keeps a secret that is typed, gives it, and forgets it', async () => {
    const { environment } = keyring;
    const kept = await run(['secret', 'set', 'card-pin'], { answers: ['密碼 "246810" $(x)'], environment });
    expect([kept.exit, kept.questions, kept.errors]).toEqual([
      0,
      ['要存放的密碼（card-pin）：'],
      '已存放：card-pin\n',
    ]);
    expect(await readStoredSecret('card-pin', place())).toBe('密碼 "246810" $(x)');
    await expect(readStoredSecret('card-pi', place())).rejects.toMatchObject({
      code: 'ERR_AGENT_SECRET_MISSING',
    });
    const files = join(scratch, 'home', '.local', 'share', 'keyrings');
    for (const name of await readdir(files))
      expect(await readFile(join(files, name))).not.toContain('246810');
    expect((await run(['secret', 'remove', 'card-pin'], { environment })).exit).toBe(0);
    expect((await run(['secret', 'remove', 'card-pin'], { environment })).exit).toBe(0);
    await expect(readStoredSecret('card-pin', place())).rejects.toMatchObject({
      code: 'ERR_AGENT_SECRET_MISSING',
    });
  });

  it('takes a new secret from a file descriptor, in the place of the old one', async () => {
    for (const secret of ['first', 'second']) {
      const args = ['secret', 'set', 'password', '--secret-fd', '3'];
      await run(args, { descriptors: { 3: secret }, environment: keyring.environment });
    }
    expect(await readStoredSecret('password', place())).toBe('second');
  });
});

describe('a Linux service without a desktop', () => {
  it('is told which other ways there are', async () => {
    const place = { platform: 'linux' as const, environment: { PATH: join(scratch, 'no-programs') } };
    await expect(readStoredSecret('card-pin', place)).rejects.toMatchObject({
      code: 'ERR_AGENT_SECRET_STORE',
    });
    const { exit, errors } = await run(['secret', 'set', 'card-pin', '--language', 'en'], {
      answers: ['246810'],
      environment: place.environment,
      platform: 'linux',
    });
    expect([exit, errors]).toEqual([4, expect.stringContaining('LoadCredentialEncrypted=')]);
    expect(errors).not.toContain('246810');
  });
});

describe('jianbao-card secret used wrongly', () => {
  it.each([
    [['secret']],
    [['secret', 'set']],
    [['secret', 'show', 'card-pin']],
    [['secret', 'set', '../pin']],
  ])('ends with code 2: %j', async (args) => {
    expect((await run(args, { answers: ['x'] })).exit).toBe(2);
  });

  it('refuses a store of a system it does not know', async () => {
    const { exit } = await run(['secret', 'remove', 'pin'], { platform: 'aix' });
    expect(exit).toBe(4);
  });
});
