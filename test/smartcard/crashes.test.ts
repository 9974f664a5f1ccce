import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Answer, ask, gatewayOrigin, nonce } from '../support/card-agent.js';
import { demoCards, type InsertedCards, insertCards } from '../support/demo-cards.js';

const pin = '246810';
const program = fileURLToPath(new URL('../../dist/smartcard/cli/main.js', import.meta.url));
const throwing = new URL('./support/throw-on-purpose.mjs', import.meta.url).href;

let inserted: InsertedCards;
let scratch: string;
let failingModule: string;
/** Home, working folder and folder of temporary files of the agent. */
let home: string;
let running: ChildProcess | undefined;

beforeAll(async () => {
  inserted = await insertCards(await demoCards(), ['reporter']);
  scratch = await mkdtemp(join(tmpdir(), 'jianbao-crashes-'));
  failingModule = join(scratch, 'failing-login.so');
  const source = fileURLToPath(new URL('./support/failing-login.c', import.meta.url));
  const defines = [`-DMODULE="${inserted.modulePath}"`, `-DHOW="${join(scratch, 'how')}"`];
  execFileSync('cc', [
    '-shared',
    '-fPIC',
    '-Wall',
    '-Werror',
    ...defines,
    source,
    '-o',
    failingModule,
    '-ldl',
  ]);
});
beforeEach(async () => {
  home = await mkdtemp(join(scratch, 'home-'));
  await mkdir(join(home, 'tmp'));
  await rm(join(scratch, 'how.begun'), { force: true });
});
afterEach(() => void running?.kill('SIGKILL'));
afterAll(async () => {
  await inserted.remove();
  await rm(scratch, { recursive: true });
});

interface RunningAgent {
  readonly child: ChildProcess;
  readonly said: () => string;
  readonly ended: Promise<string>;
  login(): Promise<Answer | Error>;
}

/** `jianbao-card serve` as a process of its own, without core files, as an installation has it. */
async function serve(
  modulePath: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<RunningAgent> {
  const pairingFile = join(home, 'pairing', 'secret');
  const cards = ['--module', modulePath, '--softhsm-conf', inserted.configFile, '--language', 'en'];
  const args = ['--import', throwing, program, 'serve', '--origin', gatewayOrigin, '--port', '0', ...cards];
  const child = spawn(
    'sh',
    ['-c', 'ulimit -c 0; exec "$0" "$@"', process.execPath, ...args, '--pairing-file', pairingFile],
    {
      cwd: home,
      env: { PATH: process.env.PATH, HOME: home, TMPDIR: join(home, 'tmp'), ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  running = child;
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  const ended = new Promise<string>((resolve) => {
    child.once('close', (code, signal) => resolve(signal ?? String(code)));
  });
  const port = await vi.waitFor(() => Number(/port (\d+)/.exec(said)?.[1] ?? expect.fail(said)), {
    timeout: 10_000,
  });
  const pairingSecret = (await readFile(pairingFile, 'utf8')).trim();
  const agent = { port, pairingSecret, addresses: ['127.0.0.1'], close: async () => undefined };
  const login = () => ask(agent, { body: { challengeNonce: nonce, pin } }).catch((cause: Error) => cause);
  return { child, said: () => said, ended, login };
}

/** Everything the agent wrote to a file. */
async function written(): Promise<string> {
  const names = await readdir(home, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  expect(files.map((file) => file.slice(home.length))).toEqual(['/pairing/secret']);
  return (await Promise.all(files.map((file) => readFile(file, 'latin1')))).join('\n');
}

const loginHasBegun = () =>
  vi.waitFor(() => expect(existsSync(join(scratch, 'how.begun'))).toBe(true), { timeout: 10_000 });

describe('the PIN is in nothing that is left', () => {
  it('when a card’s module ends the whole agent while it holds the PIN (SIGABRT)', async () => {
    await writeFile(join(scratch, 'how'), 'abort');
    const agent = await serve(failingModule);
    expect(await agent.login()).toBeInstanceOf(Error);
    expect(await agent.ended).toBe('SIGABRT');
    expect(agent.said() + (await written())).not.toContain(pin);
  });

  it('when the agent is ended from outside while the card has the PIN', async () => {
    await writeFile(join(scratch, 'how'), 'hang');
    const agent = await serve(failingModule);
    const answer = agent.login();
    await loginHasBegun();
    agent.child.kill('SIGABRT');
    expect(await answer).toBeInstanceOf(Error);
    expect(await agent.ended).toBe('SIGABRT');
    expect(agent.said() + (await written())).not.toContain(pin);
  });

  it('when something is thrown in the agent that nobody catches, while the card has the PIN', async () => {
    await writeFile(join(scratch, 'how'), 'hang');
    const agent = await serve(failingModule);
    const answer = agent.login();
    await loginHasBegun();
    agent.child.kill('SIGUSR2');
    await vi.waitFor(() => expect(agent.said()).toContain('thrown on purpose'), { timeout: 10_000 });
    // The module hangs in the card's thread, which the process waits for.
    agent.child.kill('SIGKILL');
    expect(await answer).toBeInstanceOf(Error);
    await agent.ended;
    expect(agent.said() + (await written())).not.toContain(pin);
  });

  it('when the card’s thread fails with the PIN in its hands; the agent goes on', async () => {
    const agent = await serve(inserted.modulePath, { THROW_IN_WORKER: '1' });
    const answer = (await agent.login()) as Answer;
    expect([answer.status, answer.json.code]).toEqual([503, 'ERR_AGENT_CARD_FAULT']);
    const again = (await agent.login()) as Answer;
    expect(again.json.code).toBe('ERR_AGENT_CARD_FAULT');
    agent.child.kill('SIGTERM');
    expect(await agent.ended).toBe('0');
    expect(agent.said()).toContain("the card's thread failed: Error");
    expect(agent.said() + answer.text + again.text + (await written())).not.toContain(pin);
  });
});
