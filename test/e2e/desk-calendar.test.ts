import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Installation, startInstallation } from '../support/installation.js';
import { findBarriers, isWiderThanWindow, keepPicture, useBrowser } from '../web/support/browser.js';

const browser = useBrowser();
let installation: Installation;
let context: BrowserContext;
let page: Page;
let ahead = 0;

beforeAll(async () => {
  installation = await startInstallation({}, { clock: () => new Date(Date.now() + ahead) });
  const token = await installation.logIn('reviewer01');
  // The calendar that comes with the gateway ends long after any session does.
  await installation.gateway
    .db('sessions')
    .update({ idle_ends_at: '2099-01-01T00:00:00.000Z', ends_at: '2099-01-01T00:00:00.000Z' });
  context = await browser().newContext({ extraHTTPHeaders: { authorization: `Bearer ${token}` } });
  page = await context.newPage();
}, 60_000);
afterAll(async () => {
  await context?.close();
  await installation?.stop();
});

/** Opens the desk as it is on a day. */
async function openDesk(day: string, language: 'zh-Hant' | 'en'): Promise<void> {
  ahead = new Date(`${day}T02:00:00Z`).getTime() - Date.now();
  await installation.gateway.db('sessions').update({ idle_ends_at: '2099-01-01T00:00:00.000Z' });
  await context.addCookies([{ name: 'lang', value: language, url: installation.origin }]);
  await page.goto(`${installation.origin}/desk`);
}

it('warns on the desk’s page two months before the office calendar ends, and not earlier', async () => {
  const warning = page.getByText('辦公日曆只到');
  await openDesk('2027-10-30', 'zh-Hant');
  await page.getByRole('heading', { level: 1 }).waitFor();
  expect(await warning.count()).toBe(0);
  await openDesk('2027-11-02', 'zh-Hant');
  expect(await warning.textContent()).toContain('2027年12月31日');
  await openDesk('2027-11-02', 'en');
  await page.getByText('The office calendar ends on 31 December 2027').waitFor();
  for (const width of [1280, 320]) {
    await page.setViewportSize({ width, height: 900 });
    await keepPicture(page, `desk calendar ${width}`);
    expect(await findBarriers(page)).toEqual([]);
    expect(await isWiderThanWindow(page)).toBe(false);
  }
}, 60_000);
