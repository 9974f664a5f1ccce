import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { cardErrors } from '../../src/problems/card.js';
import { keepPicture, useBrowser } from '../web/support/browser.js';
import { logInByPage, pairBrowser, sendLogin } from './support/log-in.js';
import { type Stack, startStack } from './support/stack.js';

const browser = useBrowser();
let stack: Stack;
let page: Page;

beforeAll(async () => {
  stack = await startStack(['reporter']);
}, 60_000);

afterAll(() => stack?.stop());

beforeEach(async () => {
  page = await browser().newPage({ viewport: { width: 1280, height: 900 } });
});

it('logs in with user name, password, card, PIN and captcha, and out again', async () => {
  await pairBrowser(page, stack);
  await logInByPage(page, stack, 'reporter01');
  expect(new URL(page.url()).pathname).toBe('/submissions');
  await page.getByText('陳怡君').first().waitFor();
  await page.getByRole('button', { name: '登出' }).click();
  await page.goto(`${stack.origin}/submissions`);
  expect(new URL(page.url()).pathname).toBe('/login');
});

it('has set a cookie that no script reads and no other site sends', async () => {
  await pairBrowser(page, stack);
  await logInByPage(page, stack, 'reporter01');
  const cookie = (await page.context().cookies()).find(({ name }) => name === '__Host-jianbao');
  expect(cookie).toMatchObject({ httpOnly: true, secure: true, sameSite: 'Strict', path: '/' });
});

it('tells the tries left after a wrong PIN, and never posts the PIN to the gateway', async () => {
  const posted: string[] = [];
  page.on('request', (request) => {
    if (request.url().startsWith(stack.origin)) posted.push(request.url(), request.postData() ?? '');
  });
  await pairBrowser(page, stack);
  await page.goto(`${stack.origin}/login`);
  await sendLogin(page, stack, 'reporter01', { pin: '90817263' });
  await page.locator('[data-card-error]:not([hidden])').waitFor();
  expect(await page.locator('[data-card-error]').textContent()).toMatch(/^PIN 碼不正確。還可以再試 2 次。/);
  await keepPicture(page, 'login-wrong-pin');
  await page.getByRole('textbox', { name: '憑證卡 PIN 碼' }).fill('246810');
  await page.getByRole('button', { name: '登入', exact: true }).click();
  await page.waitForURL(`${stack.origin}/submissions`);
  expect(posted.join('\n')).not.toMatch(/90817263|pin=/i);
});

it('says one sentence for a wrong password and an unknown user, and keeps the user name', async () => {
  await pairBrowser(page, stack);
  const sentences: string[] = [];
  for (const [userName, password] of [
    ['reporter01', 'not-the-Passw0rd'],
    ['nobody-at-all', 'not-the-Passw0rd'],
  ] as const) {
    await page.goto(`${stack.origin}/login`);
    await sendLogin(page, stack, userName, { password, pin: '246810' });
    const summary = page.getByRole('alert').first();
    await summary.waitFor();
    sentences.push((await summary.textContent()) ?? '');
    expect(await page.getByLabel('帳號', { exact: true }).inputValue()).toBe(userName);
  }
  expect(sentences[0]).toBe(sentences[1]);
});

it("tells the card's own sentence when another person's card is in the reader", async () => {
  await pairBrowser(page, stack);
  await page.goto(`${stack.origin}/login`);
  await sendLogin(page, stack, 'manager01', { pin: '246810' });
  const summary = page.getByRole('alert').first();
  await summary.waitFor();
  await keepPicture(page, 'login-wrong-card');
  expect(await summary.textContent()).toContain(cardErrors.ERR_CARD_OTHER_PERSON.zh);
});

it('tells a browser that is not paired how to pair', async () => {
  await page.goto(`${stack.origin}/login`);
  await sendLogin(page, stack, 'reporter01');
  await page.locator('[data-card-error]:not([hidden])').waitFor();
  await keepPicture(page, 'login-not-paired');
  expect(await page.locator('[data-card-error]').textContent()).toContain('配對');
  await page
    .locator('[data-card-error-pair]')
    .getByRole('link', { name: '把這個瀏覽器和憑證元件配對' })
    .waitFor();
  // No card is being read any more.
  expect(await page.locator('[data-card-line]').getAttribute('data-state')).toBe('fault');
});
