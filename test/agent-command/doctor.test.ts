import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createTcpServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeFinding } from '../../smartcard/doctor/describe-finding.js';
import { doctorCodes, find } from '../../smartcard/doctor/finding.js';
import { lookAtGateway } from '../../smartcard/doctor/look-at-gateway.js';
import { lookAtPolicies } from '../../smartcard/doctor/look-at-policies.js';
import { startAgent } from '../../smartcard/index.js';
import { languages } from '../../smartcard/texts.js';
import { agentVersion } from '../../smartcard/version.js';
import { findFreePort } from '../../src/demo/find-free-port.js';
import { openscModule } from '../cards/virtual/reader-service.js';
import { portOf } from '../support/card-agent.js';
import { demoCards, type InsertedCards, insertCards } from '../support/demo-cards.js';
import { type Installation, startInstallation } from '../support/installation.js';
import { run, type World } from './support/run.js';

const clock = () => new Date();
let installation: Installation;
let readers: InsertedCards;
let scratch: string;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'jianbao-doctor-'));
  readers = await insertCards(await demoCards(clock()), ['reporter']);
  installation = await startInstallation();
}, 60_000);
afterAll(async () => {
  await installation?.stop();
  await readers?.remove();
  await rm(scratch, { recursive: true });
});

/** What each check found, by its name. */
async function examine(args: readonly string[], world: World = {}) {
  // A port and files that nobody has, unless a test names its own.
  const elsewhere = ['--port', '9', '--pairing-file', join(scratch, 'none'), '--policy-folder', scratch];
  const { exit, json } = await run(['doctor', '--json', ...elsewhere, ...args], world);
  const checks: readonly { check: string; code: string; severity: string }[] = json.checks;
  const found = Object.fromEntries(checks.map(({ check, code, severity }) => [check, `${severity} ${code}`]));
  return { exit, found, worst: json.worst, text: JSON.stringify(json) };
}

const softhsm = () => ['--module', readers.modulePath, '--softhsm-conf', readers.configFile];

describe('jianbao-card doctor', () => {
  it('finds nothing to mend where everything is in place', async () => {
    const pairing = join(scratch, 'pairing');
    await writeFile(pairing, `${'A'.repeat(43)}\n`, { mode: 0o600 });
    const agent = await startAgent({
      origins: [installation.origin],
      port: 0,
      modulePaths: [readers.modulePath],
    });
    const policies = await mkdtemp(join(scratch, 'policies-'));
    const allowed = JSON.stringify({ LoopbackNetworkAllowedForUrls: [installation.origin] });
    await writeFile(join(policies, 'jianbao.json'), allowed);
    const installed = ['--port', String(agent.port), '--pairing-file', pairing, '--policy-folder', policies];
    const args = [...softhsm(), '--gateway', installation.origin, ...installed];
    const { exit, found, worst, text } = await examine(args);
    await agent.close();
    expect([exit, worst, found]).toEqual([
      0,
      'note',
      {
        modules: 'good modules-found',
        'module-loading': 'good modules-load',
        'reader-service': 'good reader-service-not-needed',
        readers: 'good readers-found',
        card: 'good card-found',
        'certificate-purpose': 'good certificate-signs',
        'certificate-dates': 'good certificate-valid',
        gateway: 'good gateway-answers',
        clock: 'good clock-right',
        address: 'note address-seen',
        'pairing-secret': 'good pairing-kept',
        agent: 'good agent-runs',
        'browser-policy': 'good policy-present',
      },
    ]);
    expect(text).not.toContain('陳怡君');
    expect(text).toMatch(/"address":"(127\.0\.0\.1|::1)"/);
  });

  it('says in sentences what is wrong and how to mend it', async () => {
    const { exit, out } = await run(['doctor', '--module', join(scratch, 'none.so'), '--port', '9']);
    expect([exit, out.slice(0, 2)]).toEqual([
      12,
      [
        `[要處理] 卡片程式: 找不到指定的卡片程式 ${join(scratch, 'none.so')}`,
        '    請確認路徑，或拿掉 --module，讓憑證元件自己尋找。',
      ],
    ]);
    expect(out).toContain('[未檢查] 申報網站: 請以 --gateway 指定申報網站的網址');
  });

  it('has a sentence in both languages for everything, and says what to do where something is to be done', () => {
    const values = { path: 'p', names: 'n', host: 'h', gateway: 'g', seconds: 1, address: 'a', file: 'f' };
    const more = { port: 1, version: 'v', own: 'o', from: 'f', to: 't', modules: 'm', algorithm: 'a' };
    for (const language of languages)
      for (const code of doctorCodes) {
        const { title, detail } = describeFinding(find('fault', code, { ...values, ...more }), language);
        expect(`${code}: ${title}${detail}`).not.toMatch(/[{}]/);
        expect(title.length).toBeGreaterThanOrEqual(5);
      }
  });
});

describe('the doctor, looking at cards,', () => {
  it('finds a module that is not there', async () => {
    const { found } = await examine(['--module', join(scratch, 'none.so')]);
    expect(found).toMatchObject({
      modules: 'fault module-path-missing',
      'module-loading': 'fault module-does-not-load',
      readers: 'fault ERR_AGENT_MODULE_MISSING',
      'certificate-dates': 'not-looked-at needs-card',
    });
  });

  it('finds a module that cannot be loaded beside one that can', async () => {
    const broken = join(scratch, 'other-processor-softhsm.so');
    await writeFile(broken, 'no library');
    const { found, exit } = await examine(['--module', broken, ...softhsm()]);
    expect([found['module-loading'], found.card, exit]).toEqual([
      'warning module-does-not-load',
      'good card-found',
      11,
    ]);
  });

  it('finds a reader service that does not run', async () => {
    const environment = { PCSCLITE_CSOCK_NAME: join(scratch, 'pcscd.comm') };
    const { found } = await examine(['--module', openscModule], { environment });
    expect(found['reader-service']).toBe('fault reader-service-away');
  });

  it('finds one that listens', async () => {
    const listening = createTcpServer().listen(join(scratch, 'listening.comm'));
    await new Promise((resolve) => listening.once('listening', resolve));
    const environment = { PCSCLITE_CSOCK_NAME: join(scratch, 'listening.comm') };
    const { found } = await examine(['--module', openscModule], { environment });
    expect(found['reader-service']).toBe('good reader-service-runs');
    await new Promise((resolve) => listening.close(resolve));
  });

  it.each([
    ['no card', [], { card: 'fault ERR_AGENT_NO_CARD', 'certificate-dates': 'not-looked-at needs-card' }],
    [
      'an expired card',
      ['expired'],
      { card: 'good card-found', 'certificate-dates': 'fault certificate-expired' },
    ],
    [
      'a card that is not valid yet',
      ['not-yet-valid'],
      { card: 'good card-found', 'certificate-dates': 'fault certificate-not-yet-valid' },
    ],
    ['two cards', ['reporter', 'manager'], { card: 'fault ERR_AGENT_SEVERAL_CARDS' }],
  ])('finds %s', async (_what, cards, expected) => {
    const others = await insertCards(await demoCards(clock()), cards);
    const { found, exit } = await examine([
      '--module',
      others.modulePath,
      '--softhsm-conf',
      others.configFile,
    ]);
    await others.remove();
    expect(found).toMatchObject({ readers: 'good readers-found', ...expected });
    expect(exit).toBe(12);
  });

  it('warns of a certificate that ends within thirty days', async () => {
    const later = () => new Date('2030-11-01T00:00:00Z');
    const { found } = await examine(softhsm(), { clock: later });
    expect(found['certificate-dates']).toBe('warning certificate-ends-soon');
  });
});

describe('the doctor, looking at the gateway,', () => {
  it.each([
    ['whose port is closed', async () => `http://127.0.0.1:${await findFreePort()}`, 'gateway-refuses'],
    ['whose name is not known', async () => 'https://jianbao.invalid', 'gateway-name-unknown'],
  ])('finds one %s', async (_what, nameGateway, code) => {
    const gateway = await nameGateway();
    const { found, exit } = await examine([...softhsm(), '--gateway', gateway]);
    expect([found.gateway, found.clock, found.address, exit]).toEqual([
      `fault ${code}`,
      'not-looked-at needs-gateway',
      'not-looked-at needs-gateway',
      12,
    ]);
  });

  it('finds one whose certificate this computer does not trust', async () => {
    const [key, certificate] = [join(scratch, 'tls.key'), join(scratch, 'tls.crt')];
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-days', '1'];
    const request = ['req', '-x509', '-nodes', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
    execFileSync('openssl', [...request, ...subject, '-keyout', key, '-out', certificate], {
      stdio: 'ignore',
    });
    const options = { key: await readFile(key), cert: await readFile(certificate) };
    const { origin, close } = await listen(createHttpsServer(options), 'https');
    const { found } = await examine([...softhsm(), '--gateway', origin]);
    await close();
    expect(found.gateway).toBe('fault gateway-certificate');
  });

  it('finds another site, and one that redirects', async () => {
    const strange = createHttpServer((request, response) => {
      if (request.url === '/api/v1/address') response.writeHead(302, { Location: installation.origin }).end();
    });
    const { origin, close } = await listen(strange, 'http');
    const { found } = await examine([...softhsm(), '--gateway', origin]);
    await close();
    expect([found.gateway, found.clock]).toEqual(['fault gateway-strange', 'good clock-right']);
  });

  it.each([-300, -62, 62, 86_400])('warns of a clock that is off by %i seconds', async (seconds) => {
    const wrong = () => new Date(Date.now() + seconds * 1000);
    const { found } = await examine([...softhsm(), '--gateway', installation.origin], { clock: wrong });
    expect(found.clock).toBe('warning clock-off');
    const look = await lookAtGateway(installation.origin, wrong);
    expect(Math.abs(('ahead' in look ? (look.ahead ?? 0) : 0) - seconds)).toBeLessThanOrEqual(1);
  });

  async function listen(server: Server, scheme: string) {
    server.listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const close = () => new Promise((resolve) => server.close(resolve));
    return { origin: `${scheme}://localhost:${portOf(server)}`, close };
  }
});

describe('the doctor, looking at the installation,', () => {
  it.each([
    ['is missing', undefined, 0, 'note pairing-absent'],
    ['others can read', 'A'.repeat(43), 0o644, 'fault pairing-open'],
    ['is not whole', 'short', 0o600, 'fault pairing-damaged'],
  ])('finds a pairing secret that %s', async (_what, text, mode, expected) => {
    const file = join(scratch, 'secret');
    if (text !== undefined) await writeFile(file, text);
    if (text !== undefined) await chmod(file, mode);
    const { found } = await examine([...softhsm(), '--pairing-file', file]);
    expect(found['pairing-secret']).toBe(expected);
    await rm(file, { force: true });
  });

  it('finds that no agent runs', async () => {
    expect((await examine(softhsm())).found.agent).toBe('warning agent-away');
  });

  it.each([
    ['another program on its port', 'I am no agent', 'fault agent-stranger'],
    ['another version', status('0.9.0', true), 'warning agent-other-version'],
    ['an agent for other gateways', status(agentVersion, false), 'fault agent-origin-missing'],
  ])('finds %s', async (_what, answer, expected) => {
    const other = createHttpServer((_request, response) => response.end(answer)).listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const args = ['--port', String(portOf(other)), '--gateway', 'http://127.0.0.1:9'];
    expect((await examine([...softhsm(), ...args])).found.agent).toBe(expected);
    await new Promise((resolve) => other.close(resolve));
  });

  function status(version: string, originAllowed: boolean): string {
    return JSON.stringify({ agent: 'jianbao-card', version, originAllowed, paired: false });
  }

  const gateway = 'https://hcd.example.gov.tw';
  it.each([
    ['absent', {}],
    [
      'absent',
      { LoopbackNetworkAllowedForUrls: ['https://other.example.gov.tw', 'hcd.example.gov.tw.evil'] },
    ],
    ['allowed', { LoopbackNetworkAllowedForUrls: [gateway] }],
    ['allowed', { LocalNetworkAccessAllowedForUrls: ['[*.]example.gov.tw'] }],
    ['allowed', { LocalNetworkAccessAllowedForUrls: ['*'] }],
    ['allowed', { LoopbackNetworkAllowedForUrls: [gateway], LocalNetworkAccessBlockedForUrls: ['*'] }],
    ['blocked', { LoopbackNetworkAllowedForUrls: [gateway], LoopbackNetworkBlockedForUrls: [gateway] }],
    ['blocked', { LocalNetworkAccessBlockedForUrls: ['hcd.example.gov.tw'] }],
  ])('finds the browser’s policy %s: %j', async (expected, policy) => {
    const folder = await mkdtemp(join(scratch, 'managed-'));
    await writeFile(join(folder, 'a.json'), JSON.stringify(policy));
    await writeFile(join(folder, 'b.json'), 'not JSON');
    expect(await lookAtPolicies([join(scratch, 'no-folder'), folder], gateway)).toBe(expected);
  });
});
