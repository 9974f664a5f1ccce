import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { findPerson } from '../support/installation.js';
import { findBarriers, isWiderThanWindow, keepPicture, useBrowser } from '../web/support/browser.js';
import { pairBrowser, sendLogin } from './support/log-in.js';
import { type Stack, startStack } from './support/stack.js';

const browser = useBrowser();
let stack: Stack;
let page: Page;

beforeAll(async () => {
  stack = await startStack(['reporter-second']);
  // Their first cards; the reporter's is another one than that in the reader.
  for (const userName of ['reporter01', 'manager01', 'supervisor01']) await stack.logIn(userName);
  page = await browser().newPage({ viewport: { width: 1280, height: 900 } });
  await pairBrowser(page, stack);
}, 90_000);

afterAll(() => stack?.stop());

/** What every page is looked at for, in both languages and widths. */
async function lookAt(name: string, shown: Page = page): Promise<void> {
  for (const language of ['zh-Hant', 'en']) {
    for (const width of [1280, 320]) {
      await shown.setViewportSize({ width, height: 900 });
      const url = new URL(shown.url());
      url.searchParams.set('lang', language);
      await shown.goto(url.href);
      await keepPicture(shown, `cards ${name} ${language} ${width}`);
      expect(await findBarriers(shown)).toEqual([]);
      expect(await isWiderThanWindow(shown)).toBe(false);
    }
  }
  await shown.goto(`${stack.origin}/?lang=zh-Hant`);
  await shown.setViewportSize({ width: 1280, height: 900 });
}

/** The code of the latest mail that has one, once it has come to the demo's mailbox. */
function codeFromMail(): Promise<string> {
  return vi.waitFor(
    async () => {
      const list = await (await fetch(stack.mailbox.url)).text();
      const [, path] = /href="([^"]+)"[^>]*>\s*健報登入驗證碼/u.exec(list) ?? [];
      expect(path).toBeDefined();
      const mail = await (await fetch(new URL(`${path}/text`, stack.mailbox.url))).text();
      const [code = ''] = /\d{4} \d{4}/.exec(mail) ?? [];
      expect(code).not.toBe('');
      return code;
    },
    { timeout: 20_000, interval: 200 },
  );
}

/** A browser in which somebody is signed in already. */
async function openAs(userName: string): Promise<{ context: BrowserContext; shown: Page }> {
  const token = await stack.logIn(userName);
  const context = await browser().newContext({ extraHTTPHeaders: { authorization: `Bearer ${token}` } });
  return { context, shown: await context.newPage() };
}

describe('another card of the reporter', () => {
  it('leads to the page of the code, which logs in and binds it', async () => {
    await page.goto(`${stack.origin}/login?next=/profile/cards`);
    await sendLogin(page, stack, 'reporter01', { pin: '864213' });
    await page.waitForURL((url) => url.pathname === '/login/card-code');
    const asked = page.url();
    await lookAt('code');
    await page.goto(asked);
    const code = await codeFromMail();
    const wrong = code.replace(/\d/g, (digit) => String((Number(digit) + 1) % 10));
    await page.getByLabel('驗證碼').fill(wrong);
    await page.keyboard.press('Enter');
    await page.locator('#code-error').getByText('還可以再試 2 次').waitFor();
    await keepPicture(page, 'cards code wrong');
    expect(await findBarriers(page)).toEqual([]);
    await page.getByLabel('驗證碼').fill(code);
    await page.getByRole('button', { name: '確認並登入' }).click();
    await page.waitForURL(`${stack.origin}/profile/cards`);
    await page.getByText('末四碼 3010').waitFor();
    await page.getByText('改用另一張卡片').waitFor();
    await lookAt('my cards');
  });

  it('is unbound after a look at what will happen and the password', async () => {
    await page.goto(`${stack.origin}/profile/cards`);
    await page.getByRole('button', { name: '解除綁定' }).click();
    await lookAt('unbind');
    await page.goto(`${stack.origin}/profile/cards/unbind`);
    await page.getByLabel('目前的密碼').fill('not the password');
    await page.getByRole('button', { name: '確定解除綁定' }).click();
    await page.locator('#currentPassword-error').waitFor();
    await page.getByLabel('目前的密碼').fill(findPerson(stack.people, 'reporter01').password);
    await page.getByRole('button', { name: '確定解除綁定' }).click();
    await page.getByText('已解除綁定，其他地方的登入都已結束。').waitFor();
    await page.getByText('本人解除').waitFor();
  });
});

describe('the cards of the institution', () => {
  it('are shown to the manager, who unbinds one with a reason', async () => {
    await stack.logIn('reporter01');
    const { context, shown } = await openAs('manager01');
    await shown.goto(`${stack.origin}/institution/cards`);
    expect(await shown.getByText('陳○君').count()).toBe(1);
    expect(await shown.getByText('supervisor01').count()).toBe(0);
    await lookAt('institution', shown);
    await shown.goto(`${stack.origin}/institution/cards/reporter01/unbind`);
    await lookAt('institution unbind', shown);
    await shown.goto(`${stack.origin}/institution/cards/reporter01/unbind`);
    await shown.getByRole('button', { name: '確定解除綁定' }).click();
    await shown.locator('#reason-error').waitFor();
    await shown.getByLabel('解除的原因').fill('卡片遺失');
    await shown.getByRole('button', { name: '確定解除綁定' }).click();
    await shown.getByText('已解除綁定，並寄信通知使用者。').waitFor();
    await context.close();
  });

  it('are answered for other institutions’ accounts as for those that do not exist', async () => {
    const { context, shown } = await openAs('manager01');
    const pages: string[] = [];
    for (const userName of ['supervisor01', 'nobody0001']) {
      const answer = await shown.goto(`${stack.origin}/institution/cards/${userName}/unbind`);
      pages.push(`${answer?.status()} ${await shown.locator('h1').textContent()}`);
    }
    expect(pages[0]).toMatch(/^404 /);
    expect(pages[1]).toBe(pages[0]);
    await context.close();
  });

  it('are shown to the supervisor for all, filtered by institution', async () => {
    const { context, shown } = await openAs('supervisor01');
    await shown.goto(`${stack.origin}/institution/cards`);
    expect(await shown.getByRole('rowheader').allTextContents()).toEqual(
      expect.arrayContaining(['manager01', 'reviewer01']),
    );
    await lookAt('all institutions', shown);
    await shown.goto(`${stack.origin}/institution/cards?institution=1268650500&q=陳怡君`);
    expect(await shown.getByRole('rowheader').allTextContents()).toEqual(['reporter01']);
    await context.close();
  });
});
