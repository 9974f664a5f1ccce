import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Answer, ask, nonce, portOf, startTestAgent, type TestAgent } from '../support/card-agent.js';
import { demoCards, type InsertedCards, insertCards } from '../support/demo-cards.js';
import { findBarriers, isWiderThanWindow, keepPicture, useBrowser } from '../web/support/browser.js';

const pin = '246810';
const digest = { algorithm: 'SHA-512', value: createHash('sha512').update('report').digest('base64') };
const browser = useBrowser();

let inserted: InsertedCards;
let agent: TestAgent;
let opened: (address: string) => void;
let context: BrowserContext;
let page: Page;
let errors: string[];

beforeAll(async () => {
  inserted = await insertCards(await demoCards(), ['reporter']);
});
beforeEach(async () => {
  agent = await startTestAgent(inserted, {
    askConsent: 'window',
    openWindow: async (address) => opened(address),
  });
  await openPage(1024);
});
afterEach(async () => {
  await context.close();
  await agent.close();
});
afterAll(() => inserted.remove());

async function openPage(width: number): Promise<void> {
  await context?.close();
  context = await browser().newContext({ viewport: { width, height: 800 } });
  page = await context.newPage();
  errors = [];
  page.on('console', (message) => void (message.type() === 'error' && errors.push(message.text())));
  page.on('pageerror', (error) => void errors.push(String(error)));
}

/** Asks the agent for a use of the card; resolves when its window wants to open. */
async function asking(path: '/authenticate' | '/sign-document', more: object = {}) {
  const opening = new Promise<string>((resolve) => {
    opened = resolve;
  });
  const purpose =
    path === '/authenticate' ? { challengeNonce: nonce } : { name: '2026 健檢申報.csv', digest };
  const answer: Promise<Answer> = ask(agent, { path, body: { ...purpose, ...more } });
  return { answer, address: await opening };
}

const heading = (text: string) => page.getByRole('heading', { name: text }).waitFor();

describe('the page of the agent’s own window', () => {
  it('is used with the keyboard alone: PIN, agree, done', async () => {
    const { answer, address } = await asking('/authenticate');
    await page.goto(address);
    await heading('要用您的憑證卡登入這個網站嗎？');
    expect(await page.evaluate('document.activeElement.id')).toBe('pin');
    // The secret is neither in the address nor in the history.
    expect(page.url()).toBe(`http://127.0.0.1:${agent.port}/consent`);
    await page.keyboard.type(pin);
    await page.locator('#agree:enabled').waitFor();
    await page.keyboard.press('Enter');
    await heading('已同意使用憑證卡');
    expect(await page.evaluate('document.activeElement.id')).toBe('ended-title');
    expect((await answer).status).toBe(200);
    expect(errors).toEqual([]);
  });

  it('shows the document in English too, and not agreeing leaves the card alone', async () => {
    const { answer, address } = await asking('/sign-document', { language: 'en', pin });
    await page.goto(address);
    await heading('Sign this document with your card?');
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    expect(await page.locator('dl').textContent()).toContain('2026 健檢申報.csv');
    expect(await page.locator('#pin').isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Do not agree' }).click();
    await heading('The card was not used');
    expect((await answer).json.code).toBe('ERR_AGENT_CANCELLED');
    expect(agent.cards.touches()).toBe(1);
  });

  it('says what is missing, with focus on it', async () => {
    const { answer, address } = await asking('/authenticate');
    await page.goto(address);
    await page.getByRole('button', { name: '同意', exact: true }).click();
    await heading('還沒有輸入 PIN 碼');
    expect(await page.evaluate('document.activeElement.id')).toBe('missing');
    expect(await findBarriers(page)).toEqual([]);
    await page.getByRole('button', { name: '不同意' }).click();
    await heading('沒有使用憑證卡');
    expect((await answer).json.code).toBe('ERR_AGENT_CANCELLED');
  });

  it('that is closed has not agreed', async () => {
    const { answer, address } = await asking('/authenticate');
    await page.goto(address);
    await heading('要用您的憑證卡登入這個網站嗎？');
    await page.close({ runBeforeUnload: false });
    expect((await answer).json.code).toBe('ERR_AGENT_CANCELLED');
  });

  it('is over when its secret was used before', async () => {
    const { answer, address } = await asking('/authenticate');
    await page.goto(address);
    await heading('要用您的憑證卡登入這個網站嗎？');
    const second = await context.newPage();
    await second.goto(address);
    await second.locator('#ended-title:not(:empty)').waitFor();
    await page.getByRole('button', { name: '不同意' }).click();
    expect((await answer).json.code).toBe('ERR_AGENT_CANCELLED');
  });

  it.each([1024, 320])('has no barriers and fits at %i pixels, in both languages', async (width) => {
    for (const language of ['zh-Hant', 'en']) {
      await openPage(width);
      const { answer, address } = await asking('/sign-document', { language });
      await page.goto(address);
      await page.locator('#agree:enabled').waitFor();
      expect(await findBarriers(page)).toEqual([]);
      expect(await isWiderThanWindow(page)).toBe(false);
      await keepPicture(page, `card-agent-window-${language}-${width}`);
      await page.locator('#refuse').click();
      await answer;
    }
  });
});

describe('a hostile page', () => {
  let evil: Server;
  let evilOrigin: string;

  beforeAll(async () => {
    evil = createServer((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><title>evil</title>');
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => evil.once('listening', resolve));
    evilOrigin = `http://127.0.0.1:${portOf(evil)}`;
  });
  afterAll(() => new Promise((resolve) => evil.close(resolve)));

  it('that knows the link can neither frame, open, read nor answer, and the card is left alone', async () => {
    const { answer, address } = await asking('/sign-document', { pin });
    const hostile = await context.newPage();
    await hostile.goto(evilOrigin);
    const framed = await hostile.evaluate<string>(`new Promise((resolve) => {
      const frame = document.createElement('iframe');
      frame.onload = () => resolve(String(frame.contentDocument));
      frame.src = ${JSON.stringify(address)};
      document.body.append(frame);
    })`);
    expect(framed).toBe('null');
    expect(await hostile.frames()[1]?.evaluate<number>('document.querySelectorAll("#agree").length')).toBe(0);
    const popup = context.waitForEvent('page');
    await hostile.evaluate(`void (window.stolen = window.open(${JSON.stringify(address)}))`);
    expect(await (await popup).locator('#agree').count()).toBe(0);
    const [, secret = ''] = address.split('#');
    const outcomes = await hostile.evaluate<readonly string[]>(`Promise.all([
      fetch('${address.split('#')[0]}/question', { method: 'POST', body: '{}',
        headers: { 'Content-Type': 'application/json', 'Jianbao-Consent': '${secret}' } }),
      fetch('${address.split('#')[0]}/answer', { method: 'POST', mode: 'no-cors', body: '{"agree":true}',
        headers: { 'Content-Type': 'text/plain' } }),
      fetch('${address.split('#')[0]}'),
    ].map((sent) => sent.then((answer) => answer.type, (error) => error.name)))`);
    expect(outcomes).toEqual(['TypeError', 'TypeError', 'TypeError']);
    expect(agent.cards.touches()).toBe(1);
    // The link is still good for the person's own window.
    await page.goto(address);
    await page.getByRole('button', { name: '不同意' }).click();
    expect((await answer).json.code).toBe('ERR_AGENT_CANCELLED');
    expect(agent.cards.touches()).toBe(1);
  });
});
