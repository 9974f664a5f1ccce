import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { agentVersion } from '../../smartcard/version.js';
import { demoCards, type InsertedCards, insertCards } from '../support/demo-cards.js';
import { findPerson, type Installation, startInstallation } from '../support/installation.js';
import { examFile } from './support/exam-files.js';

const name = `jianbao-card-${agentVersion}-${process.platform}-${process.arch}`;
let scratch: string;
let readers: InsertedCards;
let installation: Installation;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'jianbao-package-'));
  readers = await insertCards(await demoCards(new Date()), ['reporter']);
  installation = await startInstallation();
  // Others build into dist/ meanwhile.
  const build = ['.cache/build.lock', process.execPath, 'scripts/build-agent.mjs', '--out', scratch];
  execFileSync('flock', build, { stdio: 'ignore' });
  await rm(join(scratch, name), { recursive: true });
  execFileSync('tar', ['-C', scratch, '-xf', join(scratch, `${name}.tar.gz`)]);
}, 120_000);
afterAll(async () => {
  await installation?.stop();
  await readers?.remove();
  await rm(scratch, { recursive: true });
});

/** Runs the unpacked command with nothing around it unless named: no PATH, no HOME, no npm; secrets on descriptors from 3 on. */
function run(
  args: readonly string[],
  secrets: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
) {
  const program = join(scratch, name, 'bin', 'jianbao-card');
  const child = spawn(program, args, {
    cwd: '/',
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe', ...secrets.map(() => 'pipe' as const)],
  });
  for (const [index, secret] of secrets.entries()) {
    const pipe = child.stdio[index + 3];
    if (pipe !== null && pipe !== undefined && 'end' in pipe) pipe.end(`${secret}\n`);
  }
  let out = '';
  let errors = '';
  child.stdout?.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    errors += chunk;
  });
  return new Promise<{ exit: number | null; out: string; errors: string }>((resolve) => {
    child.once('close', (exit) => resolve({ exit, out, errors }));
  });
}

const softhsm = () => ['--module', readers.modulePath, '--softhsm-conf', readers.configFile];

describe('the packed card agent', () => {
  it('lists the card', async () => {
    const { exit, out, errors } = await run(['list', '--json', ...softhsm()]);
    expect([exit, errors]).toEqual([0, '']);
    expect(JSON.parse(out).readers[0].card).toMatchObject({ tokenLabel: 'jianbao-reporter' });
  });

  it('logs in to a gateway', async () => {
    const { password } = findPerson(installation.people, 'reporter01');
    const account = ['--gateway', installation.origin, '--user', 'reporter01', '--json'];
    const secrets = ['--password-fd', '3', '--pin-fd', '4'];
    const { exit, out, errors } = await run(
      ['login', ...account, ...secrets, ...softhsm()],
      [password, '246810'],
    );
    expect([exit, errors]).toEqual([0, '']);
    expect(JSON.parse(out).account.userName).toBe('reporter01');
  });

  it('reports a file as a service does, with PIN and password from its credentials', async () => {
    const credentials = join(scratch, 'credentials');
    await mkdir(credentials, { mode: 0o700 });
    const { password } = findPerson(installation.people, 'reporter01');
    await writeFile(join(credentials, 'pin'), '246810\n', { mode: 0o400 });
    await writeFile(join(credentials, 'password'), password, { mode: 0o400 });
    const file = join(scratch, 'exams.csv');
    await writeFile(file, examFile(7));
    const account = ['--gateway', installation.origin, '--user', 'reporter01', ...softhsm()];
    const secrets = ['--password-secret', 'password', '--pin-secret', 'pin'];
    const args = ['upload', file, ...account, ...secrets, '--receipt-to', join(scratch, 'receipts')];
    const { exit, out, errors } = await run(args, [], { CREDENTIALS_DIRECTORY: credentials, LANG: 'en' });
    expect([exit, errors]).toEqual([0, expect.stringMatching(/^Sending exams\.csv \([\d,]+ bytes\) …\n$/)]);
    expect(out).toMatch(/^Reported: submission S\S+, 20 rows taken, 0 warnings\.\nReceipt R\S+: .+\n$/);
    expect(await readdir(join(scratch, 'receipts'))).toHaveLength(3);
  });

  it('has the licences of everything in it, and the files to install', async () => {
    const licences = await readFile(join(scratch, name, 'THIRD-PARTY-LICENSES.txt'), 'utf8');
    const packed = await readdir(join(scratch, name, 'lib', 'node_modules'));
    for (const part of ['Node.js v', ...packed.map((each) => `${each} `)])
      expect(licences).toContain(`\n${part}`);
    expect(await readdir(join(scratch, name, 'lib', 'installation'))).toEqual(
      expect.arrayContaining(['chromium-policy.json', 'jianbao-card.service', 'tw.jianbao.card-agent.plist']),
    );
    expect(await readdir(join(scratch, name))).toEqual(
      ['LICENSE', 'THIRD-PARTY-LICENSES.txt', 'bin', 'docs', 'lib', 'node'].sort(),
    );
  });

  it('comes as a tarball that is the same every time, with its hash', async () => {
    const tarball = join(scratch, `${name}.tar.gz`);
    const hash = createHash('sha256')
      .update(await readFile(tarball))
      .digest('hex');
    expect(await readFile(`${tarball}.sha256`, 'utf8')).toBe(`${hash}  ${name}.tar.gz\n`);
    const lines = execFileSync('tar', ['--full-time', '--numeric-owner', '-tvf', tarball], {
      encoding: 'utf8',
      env: { ...process.env, TZ: 'UTC' },
    });
    const entries = lines
      .trim()
      .split('\n')
      .map((line) => /^(\S+) (\S+) +\d+ (\S+ \S+) (.+)$/.exec(line) ?? []);
    expect(new Set(entries.map(([, , owner, at]) => `${owner} ${at}`))).toEqual(
      new Set(['0/0 2026-01-01 00:00:00']),
    );
    expect(new Set(entries.map(([, rights]) => rights))).toEqual(
      new Set(['drwxr-xr-x', '-rwxr-xr-x', '-rw-r--r--']),
    );
  });
});
