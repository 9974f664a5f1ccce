import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Agent, startAgent } from '../../smartcard/index.js';
import { portOf } from '../support/card-agent.js';
import { demoCards, type InsertedCards, insertCards } from '../support/demo-cards.js';

function whyNoNamespace(): string | undefined {
  try {
    execFileSync('unshare', ['-m', 'true'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'namespaces need root';
  }
}

const missing = whyNoNamespace();
const named = `the policy file for Chromium${missing === undefined ? '' : ` (${missing})`}`;

describe.skipIf(missing !== undefined)(named, () => {
  let scratch: string;
  let gateway: Server;
  let origin: string;
  let readers: InsertedCards;
  let agent: Agent;

  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'jianbao-policy-'));
    gateway = createServer((_request, response) =>
      response.setHeader('Content-Type', 'text/html').end('<!doctype html><title>gateway</title>'),
    ).listen(0, '127.0.0.1');
    await new Promise((resolve) => gateway.once('listening', resolve));
    origin = `http://127.0.0.1:${portOf(gateway)}`;
    readers = await insertCards(await demoCards(), []);
    agent = await startAgent({ origins: [origin], port: 0, modulePaths: [readers.modulePath] });
  });
  afterAll(async () => {
    await agent?.close();
    await new Promise((resolve) => gateway.close(resolve));
    await readers?.remove();
    await rm(scratch, { recursive: true });
  });

  /** Our file with this gateway in the place of the example, and one member of it alone when one is named. */
  async function policyFile(member?: string): Promise<string> {
    const text = await readFile('smartcard/installation/chromium-policy.json', 'utf8');
    const policies = JSON.parse(text.replaceAll('https://hcd.example.gov.tw', origin));
    return JSON.stringify(member === undefined ? policies : { [member]: policies[member] });
  }

  /**
   * Chromium, for which the gateway is a site on the internet, with this file in /etc/chromium/policies/managed: in a
   * mount namespace of its own, so that the machine's folder stays as it is whatever happens.
   */
  async function launch(policy: string | undefined): Promise<Browser> {
    const folder = await mkdtemp(join(scratch, 'etc-chromium-'));
    await mkdir(join(folder, 'policies', 'managed'), { recursive: true });
    if (policy !== undefined) await writeFile(join(folder, 'policies', 'managed', 'jianbao.json'), policy);
    const program = join(folder, 'chromium');
    const inside = `mount --bind ${folder} /etc/chromium && exec /usr/bin/chromium "$@"`;
    await writeFile(program, `#!/bin/sh\nexec unshare -m sh -c '${inside}' chromium "$@"\n`);
    await chmod(program, 0o700);
    return chromium.launch({
      executablePath: program,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        `--ip-address-space-overrides=127.0.0.1:${portOf(gateway)}=public`,
      ],
    });
  }

  /** Who answers the page on the agent's port. */
  async function tryToReach(policy: string | undefined): Promise<string> {
    const browser = await launch(policy);
    try {
      const page = await browser.newPage();
      await page.goto(origin);
      const address = `http://127.0.0.1:${agent.port}/status`;
      return await page.evaluate<string>(
        `fetch('${address}', { signal: AbortSignal.timeout(2000) })
          .then((answer) => answer.json())
          .then(({ agent }) => agent, () => 'not reached')`,
      );
    } finally {
      await browser.close();
    }
  }

  it('lets the gateway reach the agent without asking', async () => {
    expect(await tryToReach(await policyFile())).toBe('jianbao-card');
  });

  it('does so by either of its members, for browsers that know only one', async () => {
    for (const member of ['LoopbackNetworkAllowedForUrls', 'LocalNetworkAccessAllowedForUrls'])
      expect(`${member}: ${await tryToReach(await policyFile(member))}`).toBe(`${member}: jianbao-card`);
  });

  it('is what makes the difference: without it, and with another gateway in it, the agent is not reached', async () => {
    expect(await tryToReach(undefined)).toBe('not reached');
    const other = (await policyFile()).replaceAll(origin, 'https://other.example.gov.tw');
    expect(await tryToReach(other)).toBe('not reached');
  });
});
