import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { passwordResetHandlers } from '../../src/accounts/index.js';
import { defaultWidths, parseRange } from '../../src/ip-ranges/index.js';
import { createJobWorker } from '../../src/jobs/index.js';
import { openMailSecret } from '../../src/mail/mail-secret.js';
import { opener } from '../support/databases.js';
import {
  findBarriers,
  isWiderThanWindow,
  keepPicture,
  openContext,
  useBrowser,
} from '../web/support/browser.js';
import { openSite, type Site } from './support/site.js';
import { captchaAnswer, mailKeys } from './support/world.js';

const here = parseRange('127.0.0.1', { demoMode: true, widest: defaultWidths });
const newPassword = 'Amber-Quill-9372';

describe('a forgotten password in a browser', () => {
  const open = opener('sqlite');
  const browser = useBrowser();
  let site: Site;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    site = await openSite((await open()).db);
  });
  afterAll(() => site.close());
  beforeEach(async () => {
    await site.empty();
    await site.db('jobs').delete();
    await site.addReady({ ranges: [here] });
  });
  afterEach(() => context.close());

  async function openPage(language: 'zh-Hant' | 'en', width: number): Promise<void> {
    context = await openContext(browser(), { url: site.origin, language, width });
    page = await context.newPage();
  }

  async function mailedLink(): Promise<string> {
    const worker = createJobWorker({
      db: site.db,
      clock: site.services.clock,
      handlers: passwordResetHandlers(site.services),
      onFailure: () => undefined,
    });
    while (await worker.runOnce());
    const mail = await site.db('mails').where({ event: 'password-reset' }).orderBy('id', 'desc').first();
    return openMailSecret(mailKeys, mail.recipient, JSON.parse(mail.params).path);
  }

  it('is replaced by keyboard only; the secret stands in no address that is asked for', async () => {
    await openPage('zh-Hant', 1280);
    const addresses: string[] = [];
    page.on('request', (request) => addresses.push(request.url(), request.headers().referer ?? ''));
    await page.goto(`${site.origin}/login/forgotten`);
    await page.focus('#userName');
    await page.keyboard.type('reporter01');
    await page.keyboard.press('Tab');
    await page.keyboard.type('reporter01@test-hospital.example');
    await page.focus('#captcha');
    await page.keyboard.type(captchaAnswer);
    await page.keyboard.press('Enter');
    await page.waitForURL(`${site.origin}/login/forgotten/sent`);
    const link = await mailedLink();
    const secret = link.split('#')[1] ?? 'none';
    await page.goto(`${site.origin}${link}`);
    await page.waitForURL(`${site.origin}/login/reset`);
    expect(await page.locator('#link').isVisible()).toBe(false);
    await page.focus('#newPassword');
    await page.keyboard.type('short');
    await page.keyboard.press('Tab');
    await page.keyboard.type('other');
    await page.keyboard.press('Enter');
    await page.locator('.govuk-error-summary').getByText('兩次輸入的新密碼不同').waitFor();
    await page.locator('.govuk-error-summary').getByText('密碼太短').waitFor();
    await keepPicture(page, 'password-reset refused');
    await page.fill('#newPassword', newPassword);
    await page.fill('#repeatPassword', newPassword);
    await page.keyboard.press('Enter');
    await page.waitForURL(`${site.origin}/login?password=reset`);
    await page.getByText('密碼已重設').waitFor();
    await keepPicture(page, 'password-reset done');
    expect(addresses.filter((address) => address.includes(secret))).toEqual([]);
  });

  it('says when a link was used, and takes one that is pasted', async () => {
    await openPage('zh-Hant', 1280);
    await page.goto(`${site.origin}/login/reset`);
    await page.fill('#newPassword', newPassword);
    await page.fill('#repeatPassword', newPassword);
    await page.keyboard.press('Enter');
    await page.locator('#link-error').getByText('請開啟信中的連結').waitFor();
    await page.fill('#link', `${site.origin}/login/reset#${'A'.repeat(43)}`);
    await page.fill('#newPassword', newPassword);
    await page.fill('#repeatPassword', newPassword);
    await page.keyboard.press('Enter');
    await page.locator('.govuk-error-summary').getByText('這個連結不能用了').waitFor();
    await page.getByRole('link', { name: '重新申請連結' }).click();
    await page.waitForURL(`${site.origin}/login/forgotten`);
  });

  it.each([
    [1280, 'zh-Hant'],
    [1280, 'en'],
    [320, 'zh-Hant'],
    [320, 'en'],
  ] as const)('has no barriers at %i px in %s', async (width, language) => {
    await openPage(language, width);
    const look = async (name: string) => {
      expect(await findBarriers(page)).toEqual([]);
      expect(await isWiderThanWindow(page)).toBe(false);
      await keepPicture(page, `password-reset ${name} ${language} ${width}`);
    };
    await page.goto(`${site.origin}/login/forgotten`);
    await page.locator('main button[type="submit"]').last().click();
    await page.locator('.govuk-error-summary').waitFor();
    await look('ask, nothing filled in');
    await page.goto(`${site.origin}/login/forgotten/sent`);
    await look('sent');
    await page.goto(`${site.origin}/login/reset#${'A'.repeat(43)}`);
    await look('new');
  });
});
