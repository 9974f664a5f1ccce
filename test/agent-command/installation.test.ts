import { execFileSync, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { moduleFamilies } from '../../smartcard/pkcs11/module-places.js';
import { run } from './support/run.js';

let home: string;
const origin = 'https://hcd.example.gov.tw';

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'jianbao-home-'));
});
afterEach(() => rm(home, { recursive: true }));

const unitFile = () => join(home, '.config', 'systemd', 'user', 'jianbao-card.service');
const settingsFile = () => join(home, '.config', 'jianbao-card', 'agent.env');
const environment = () => ({ HOME: home });

/** What systemd itself has to say against a unit. */
function verify(unit: string): string {
  const { stdout, stderr } = spawnSync('systemd-analyze', ['--user', 'verify', unit], {
    env: { ...process.env, XDG_RUNTIME_DIR: home, HOME: home },
    encoding: 'utf8',
  });
  return stdout + stderr;
}

const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;

describe('jianbao-card install', () => {
  it('writes a unit for this program and its settings, and says how to start it', async () => {
    const args = [
      'install',
      '--origin',
      origin,
      '--origin',
      'http://localhost:8080',
      '--module',
      '/opt/x.so',
    ];
    const { exit, out, errors } = await run(args, { environment: environment() });
    expect([exit, out]).toEqual([
      0,
      ['systemctl --user daemon-reload', 'systemctl --user enable --now jianbao-card'],
    ]);
    expect(errors).toContain(unitFile());
    expect(await readFile(settingsFile(), 'utf8')).toBe(
      `JIANBAO_CARD_OPTIONS=--origin ${origin} --origin http://localhost:8080 --module /opt/x.so\n`,
    );
    expect((await stat(settingsFile())).mode & 0o777).toBe(0o600);
    const unit = await readFile(unitFile(), 'utf8');
    expect(unit).toMatch(
      /^ExecStart="\/\S+" "\/\S+\/smartcard\/cli\/main\.js" serve .+ \$JIANBAO_CARD_OPTIONS$/m,
    );
  });

  it.skipIf(!hasSystemd)('writes a unit in which systemd finds no fault', async () => {
    await run(['install', '--origin', origin], { environment: environment() });
    // The program runs from its sources here, so that main.js is not where the unit names it; Node is.
    expect(verify(unitFile())).toBe('');
  });

  it('can be done again, and undone', async () => {
    for (const gateway of ['https://old.example.gov.tw', origin])
      await run(['install', '--origin', gateway], { environment: environment() });
    expect(await readFile(settingsFile(), 'utf8')).toBe(`JIANBAO_CARD_OPTIONS=--origin ${origin}\n`);
    const wants = join(home, '.config', 'systemd', 'user', 'default.target.wants');
    await mkdir(wants);
    await symlink(unitFile(), join(wants, 'jianbao-card.service'));
    for (const _time of ['first', 'second']) {
      const { exit, out } = await run(['uninstall'], { environment: environment() });
      expect([exit, out]).toEqual([
        0,
        ['systemctl --user stop jianbao-card', 'systemctl --user daemon-reload'],
      ]);
    }
    const left = await readdir(join(home, '.config'), { recursive: true, withFileTypes: true });
    expect(left.filter((entry) => !entry.isDirectory())).toEqual([]);
  });

  it.each([
    ['no gateway', ['install'], 'linux'],
    ['a gateway that no browser names so', ['install', '--origin', 'https://A.example'], 'linux'],
    ['a path that systemd would split', ['install', '--origin', origin, '--module', '/opt/a b.so'], 'linux'],
    ['Windows', ['install', '--origin', origin], 'win32'],
    ['macOS', ['uninstall'], 'darwin'],
  ] as const)('refuses %s, and writes nothing', async (_what, args, platform) => {
    const { exit } = await run(args, { environment: environment(), platform });
    expect([exit, await readdir(home)]).toEqual([2, []]);
  });
});

describe('the unit', () => {
  it('has no limit with which a service of a user does not start', async () => {
    const unit = await readFile('smartcard/installation/jianbao-card.service', 'utf8');
    const settings = unit.split('\n').filter((line) => !line.startsWith('#'));
    const names = settings.map((line) => line.split('=')[0] ?? '');
    expect(names).toContain('NoNewPrivileges');
    for (const name of ['CapabilityBoundingSet', 'MemoryDenyWriteExecute', 'ProtectKernelModules', 'User'])
      expect(names).not.toContain(name);
  });

  it('lets only families of addresses through that pcscd and loopback need', async () => {
    const unit = await readFile('smartcard/installation/jianbao-card.service', 'utf8');
    expect(unit).toMatch(/^RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6$/m);
  });
});

describe('the guide', () => {
  it('names every place where card programs are looked for', async () => {
    const guide = await readFile('docs/card-agent-installation.md', 'utf8');
    for (const { places } of moduleFamilies)
      for (const place of Object.values(places).flat()) expect(guide).toContain(`\`${place}\``);
  });

  it('shows the policy file as it is', async () => {
    const [guide, policy] = await Promise.all(
      ['docs/card-agent-installation.md', 'smartcard/installation/chromium-policy.json'].map((path) =>
        readFile(path, 'utf8'),
      ),
    );
    expect(guide).toContain(policy);
  });
});

describe('the LaunchAgent for macOS', () => {
  it('is a property list that names the command', () => {
    const xml = 'smartcard/installation/tw.jianbao.card-agent.plist';
    const program = 'import plistlib,sys,json; print(json.dumps(plistlib.load(open(sys.argv[1], "rb"))))';
    const list = JSON.parse(execFileSync('python3', ['-c', program, xml], { encoding: 'utf8' }));
    expect(list.ProgramArguments.slice(2)).toEqual(['serve', '--origin', origin]);
    expect([list.RunAtLoad, list.HardResourceLimits.Core]).toEqual([true, 0]);
  });
});
