import { execFileSync } from 'node:child_process';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { decide, progressHandlers, returnAll } from '../../src/applications/index.js';
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
import { emptyGround, keys, newAccounts } from './support/ground.js';
import { captchaAnswer, openPublicSite, type PublicSite } from './support/public-site.js';

describe('the pages for people without an account, in a browser', () => {
  const open = opener('sqlite');
  const browser = useBrowser();
  let site: PublicSite;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    site = await openPublicSite((await open()).db);
  });
  afterAll(() => site.close());
  beforeEach(async () => {
    await emptyGround(site.ground);
    for (const table of ['public_drafts', 'public_attempts', 'progress_asks', 'jobs']) {
      await site.ground.db(table).delete();
    }
  });
  afterEach(() => context.close());

  async function openPage(language: 'zh-Hant' | 'en', width: number): Promise<void> {
    context = await openContext(browser(), { url: site.origin, language, width });
    page = await context.newPage();
  }

  async function mailedCode(): Promise<string> {
    const worker = createJobWorker({
      db: site.ground.db,
      clock: () => site.ground.now,
      handlers: progressHandlers({ ...site.ground.services, clock: () => site.ground.now }),
      onFailure: () => undefined,
    });
    while (await worker.runOnce());
    const mail = await site.ground.db('mails').where({ event: 'application-code' }).first();
    return openMailSecret(keys, mail.recipient, JSON.parse(mail.params).code);
  }

  it('go from the declaration to the printed form by keyboard only', async () => {
    await openPage('zh-Hant', 1280);
    await page.goto(`${site.origin}/apply`);
    await page.focus('#declaration');
    await page.keyboard.press('Space');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${site.origin}/apply/form`);
    const type = async (field: string, text: string) => {
      await tabTo(page, field);
      await page.keyboard.press('Control+A');
      await page.keyboard.type(text);
    };
    await type('institutionCode', '1268650500');
    await type('accounts-1-userName', 'user000');
    await type('accounts-1-name', '王大明');
    await type('accounts-1-telephone', '02-1111-1111');
    await type('accounts-1-extension', '001');
    await type('accounts-1-mobile', '0900111111');
    await type('accounts-1-email', 'user000@user.example.tw');
    await type('accounts-1-ranges-1', '10.1.1.1');
    // The form's own notation, pasted as the reference prints it.
    await tabTo(page, 'add-row');
    await page.keyboard.press('Enter');
    await page.waitForURL(/#accounts-1-ranges-2$/);
    expect(await page.evaluate('document.activeElement.id')).toBe('accounts-1-ranges-2');
    await page.keyboard.type('2.2.2.25@123.12.23.11 至 2.2.2.28@123.12.23.11');
    await tabTo(page, 'filler-same');
    await page.keyboard.press('Space');
    await page.keyboard.press('Enter');
    await page.locator('.govuk-error-summary').waitFor();
    expect(await page.evaluate('document.activeElement.className')).toContain('govuk-error-summary');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('accounts-1-ranges-1');
    await page.keyboard.press('Control+A');
    await page.keyboard.type('203.69.20.0/29');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${site.origin}/apply/check`);
    await tabTo(page, 'captcha');
    await page.keyboard.type(captchaAnswer);
    await page.keyboard.press('Enter');
    await page.waitForURL(`${site.origin}/apply/done`);
    const reference = (await page.locator('#reference').textContent()) ?? 'none';
    const printed = await page.request.get(`${site.origin}/apply/done/form.pdf`);
    expect(printed.headers()['content-type']).toBe('application/pdf');
    const text = textOf(await printed.body());
    for (const part of [
      reference,
      '測試醫院',
      '1268650500',
      'user000',
      '王大明',
      'user000@user.example.tw',
      '203.69.20.0至203.69.20.7',
      '2.2.2.25@123.12.23.11至2.2.2.28@123.12.23.11',
    ]) {
      expect(text).toContain(part);
    }
    // Going back neither shows the form again nor files it twice.
    await page.goBack();
    await page.waitForURL(`${site.origin}/apply/done`);
    expect(await site.ground.db('applications')).toHaveLength(1);
  });

  it('hide what is not asked for, and work without scripts all the same', async () => {
    context = await browser().newContext({ javaScriptEnabled: false });
    page = await context.newPage();
    await page.goto(`${site.origin}/change`);
    await page.check('#declaration');
    await page.click('main form[action="/change"] button');
    expect(await page.locator('#ranges-1').isVisible()).toBe(false);
    await page.check('#changes');
    expect(await page.locator('#ranges-1').isVisible()).toBe(true);
    await page.click('button[value="add-row"]');
    await page.fill('#ranges-2', '203.69.21.1');
    await page.click('button[value="remove-row-1"]');
    expect(await page.inputValue('#ranges-1')).toBe('203.69.21.1');
    expect(await page.locator('#ranges-2').count()).toBe(0);
    expect(await page.locator('#changes').isChecked()).toBe(true);
  });

  it.each([
    [1280, 'zh-Hant'],
    [1280, 'en'],
    [320, 'zh-Hant'],
    [320, 'en'],
  ] as const)(
    'have no barriers at %i px in %s',
    async (width, language) => {
      await openPage(language, width);
      const look = async (name: string) => {
        expect(await findBarriers(page)).toEqual([]);
        expect(await isWiderThanWindow(page)).toBe(false);
        await keepPicture(page, `public ${name} ${language} ${width}`);
      };
      await page.goto(`${site.origin}/apply`);
      await look('apply declaration');
      await page.check('#declaration');
      await page.click('main form[action="/apply"] button');
      await page.waitForURL(`${site.origin}/apply/form`);
      await page.fill('#institutionCode', '1268650500');
      await page.fill('#accounts-1-ranges-1', '203.69.0.0/16');
      await page.click('button[value="add-row"]');
      await page.locator('#accounts-1-ranges-2').waitFor();
      await page.fill('#accounts-1-ranges-2', '192.168.1.1');
      await page.locator('main button[type="submit"]').last().click();
      await page.locator('.govuk-error-summary').waitFor();
      await look('apply form refused');
      for (const [field, text] of Object.entries(goodFields)) await page.fill(`[id="${field}"]`, text);
      await page.check('#filler-same');
      await page.locator('main button[type="submit"]').last().click();
      await page.waitForURL(`${site.origin}/apply/check`);
      await look('apply check');
      await page.goto(`${site.origin}/apply`);
      await look('apply begun');
      await page.goto(`${site.origin}/apply/check`);
      await page.fill('#captcha', captchaAnswer);
      await page.locator('main button[type="submit"]').last().click();
      await page.waitForURL(`${site.origin}/apply/done`);
      await look('apply done');
      await page.goto(`${site.origin}/change`);
      await look('change declaration');
      await page.check('#declaration');
      await page.click('main form[action="/change"] button');
      await page.waitForURL(`${site.origin}/change/form`);
      for (const box of await page.locator('[name="changes"]').all()) await box.check();
      await page.locator('main button[type="submit"]').last().click();
      await page.locator('.govuk-error-summary').waitFor();
      await look('change form refused');

      const { ground } = site;
      const reviewed = await ground.underReview(newAccounts('manager', 'newmanager'), null);
      await page.goto(`${site.origin}/progress`);
      await page.locator('main button[type="submit"]').last().click();
      await page.locator('.govuk-error-summary').waitFor();
      await look('progress refused');
      await page.fill('#reference', reviewed.reference);
      await page.fill('#email', 'filler@hospital.example');
      await page.locator('main button[type="submit"]').last().click();
      await page.waitForURL(`${site.origin}/progress/code`);
      await look('progress code');
      await page.fill('#code', await mailedCode());
      await page.locator('main button[type="submit"]').last().click();
      await page.waitForURL(`${site.origin}/progress/application`);
      await look('progress under review');
      const decisions = returnAll(reviewed, ['seal-missing', 'other'], '負責人小章不清楚，請重新用印。');
      await decide(
        ground.services,
        { ...reviewed, decisions, wideConfirmed: false },
        ground.by('reviewer01'),
      );
      await page.reload();
      await look('progress returned');
    },
    30_000,
  );
});

const goodFields = {
  'accounts-1-userName': 'user000',
  'accounts-1-name': '王大明',
  'accounts-1-telephone': '02-1111-1111',
  'accounts-1-mobile': '0900-111-111',
  'accounts-1-email': 'user000@user.example.tw',
  'accounts-1-ranges-1': '203.69.20.1-203.69.20.4',
  'accounts-1-ranges-2': '123.12.23.11',
  'accounts-1-forwarded-2': '2.2.2.25-2.2.2.28',
} as const;

/** Goes on with Tab until a field, or the button of a value, has the focus. */
async function tabTo(page: Page, target: string): Promise<void> {
  for (let pressed = 0; pressed < 60; pressed += 1) {
    const at = await page.evaluate<string[]>('[document.activeElement.id, document.activeElement.value]');
    if (at.includes(target)) return;
    await page.keyboard.press('Tab');
  }
  throw new TypeError(`Tab does not lead to ${target}.`);
}

/** What pdftotext reads, without blanks. */
function textOf(pdf: Buffer): string {
  return execFileSync('pdftotext', ['-', '-'], { input: pdf }).toString().replace(/\s/g, '');
}
