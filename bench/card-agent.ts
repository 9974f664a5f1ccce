import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from 'playwright-core';
import { findFreePort } from '../src/demo/find-free-port.js';
import { demoCard, makeCardTokens, makeDemoPki, readDemoPki } from '../src/demo/pki/index.js';
import { printLine } from './support/print-line.js';
import { startLoginGateway } from './support/start-login-gateway.js';

/**
 * From the click on the login page's button to the token in its form: the nonce from the gateway, the token from the card
 * agent over SoftHSM (RSA-2048), the PIN typed on the page, no further consent. Gateway, agent and Chromium run in
 * processes of their own on this machine. The form is kept from being sent, so that it can be clicked again.
 *
 * Prints one line of JSON. `JIANBAO_BENCH_CLICKS`, default 100.
 */
const clicks = Number(process.env.JIANBAO_BENCH_CLICKS ?? '100');
const warmUps = 5;
const card = 'reporter';

/** Keeps the form from being sent, and tells when it was clicked and when it would have been sent. */
const watchClicks = `
  addEventListener('click', (event) => { if (event.isTrusted) window.clickedAt = event.timeStamp; }, true);
  HTMLFormElement.prototype.submit = function () {
    const whole = performance.now() - window.clickedAt;
    const lasted = (path) => performance.getEntriesByType('resource').findLast(({ name }) => name.endsWith(path)).duration;
    const token = this.elements.token.value;
    setTimeout(() => {
      window.measured = { whole, nonce: lasted('/login/challenge'), token: lasted('/authenticate'), length: token.length };
      performance.clearResourceTimings();
      dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
    });
  };
`;

const directory = await mkdtemp(join(tmpdir(), 'jianbao-bench-'));
try {
  await measure();
} finally {
  await rm(directory, { recursive: true, force: true });
}

async function measure(): Promise<void> {
  const trustDirectory = join(directory, 'trust');
  const keyBits = { authorities: 2048, cards: 2048 };
  await makeDemoPki({ directory: trustDirectory, now: new Date(), random: randomBytes, keyBits });
  const pki = await readDemoPki(trustDirectory);
  if (pki === undefined) throw new Error('The demo PKI was not made.');
  const inserted = await makeCardTokens({
    pkiDirectory: trustDirectory,
    pki,
    directory: join(directory, 'readers'),
    cards: [card],
  });
  const cardAgentPort = await findFreePort();
  const gateway = await startLoginGateway({
    database: 'sqlite',
    dataDirectory: join(directory, 'data'),
    trustDirectory,
    people: 0,
    captcha: '246813',
    cardAgentPort,
  });
  const { modulePath, configFile } = inserted;
  const agent = fork(fileURLToPath(new URL('./support/card-agent.js', import.meta.url)), [
    JSON.stringify({ origin: gateway.origin, port: cardAgentPort, modulePath, configFile }),
  ]);
  const [{ pairingSecret }] = (await once(agent, 'message')) as [{ pairingSecret: string }];
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  try {
    const page = await browser.newPage();
    await page.addInitScript(watchClicks);
    await page.goto(`${gateway.origin}/card/pair#${pairingSecret}`);
    await page.locator('[data-pair-line][data-state="ready"]').waitFor();
    await page.goto(`${gateway.origin}/login`);
    const times: Click[] = [];
    for (let at = 0; at < warmUps + clicks; at += 1) {
      const time = await click(page, demoCard(pki, card).pin);
      if (at >= warmUps) times.push(time);
    }
    print(times);
  } finally {
    await browser.close();
    agent.disconnect();
    await once(agent, 'exit');
    await gateway.stop();
  }
}

/** Milliseconds. */
interface Click {
  readonly whole: number;
  /** Of these the gateway's answer, and the agent's. */
  readonly nonce: number;
  readonly token: number;
}

async function click(page: Page, pin: string): Promise<Click> {
  await page.locator('[data-card-line][data-state="ready"]').waitFor();
  await page.fill('#userName', 'bench');
  await page.fill('#password', 'bench');
  await page.fill('#captcha', '246813');
  await page.fill('#pin', pin);
  await page.evaluate('window.measured = undefined');
  await page.click('#login-submit');
  for (;;) {
    const measured = await page.evaluate<(Click & { length: number }) | undefined>('window.measured');
    if (measured !== undefined && measured.length > 1000) return measured;
    const fault = await page.locator('[data-card-error]').textContent();
    if (fault) throw new Error(fault);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function print(times: readonly Click[]): void {
  const whole = times.map((time) => time.whole);
  printLine({
    name: 'card agent: from the click to the token, SoftHSM',
    ratio: 150 / percentile(whole, 50),
    unit: 'goal of 150 ms / median',
    ours: percentile(whole, 50),
    reference: 150,
    goal: 1,
    better: 'higher',
    p95: percentile(whole, 95),
    gatewayMedian: percentile(
      times.map(({ nonce }) => nonce),
      50,
    ),
    agentMedian: percentile(
      times.map(({ token }) => token),
      50,
    ),
    clicks: times.length,
    load: loadavg()[0] ?? 0,
  });
}

function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? Number.NaN;
}
