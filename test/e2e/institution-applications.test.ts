import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Installation, startInstallation } from '../support/installation.js';
import { findBarriers, isWiderThanWindow, keepPicture, useBrowser } from '../web/support/browser.js';

const browser = useBrowser();
let installation: Installation;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  installation = await startInstallation();
  const token = await installation.logIn('manager01');
  context = await browser().newContext({
    extraHTTPHeaders: { authorization: `Bearer ${token}` },
  });
  page = await context.newPage();
  page.setDefaultTimeout(10_000);
}, 90_000);
afterAll(async () => {
  await context?.close();
  await installation?.stop();
});

/** What every page is looked at for, in both languages and widths. */
async function lookAt(name: string, path = new URL(page.url()).pathname): Promise<void> {
  for (const language of ['zh-Hant', 'en']) {
    await context.addCookies([{ name: 'lang', value: language, url: installation.origin }]);
    await page.goto(installation.origin + path);
    for (const width of [1280, 320]) {
      await page.setViewportSize({ width, height: 900 });
      await keepPicture(page, `institution ${name} ${language} ${width}`);
      expect(await findBarriers(page)).toEqual([]);
      expect(await isWiderThanWindow(page)).toBe(false);
    }
  }
  await context.addCookies([{ name: 'lang', value: 'zh-Hant', url: installation.origin }]);
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto(installation.origin + path);
}

async function fillAccount(number: number, userName: string): Promise<void> {
  const fields = {
    userName,
    name: number === 1 ? '王小明' : '李小華',
    telephone: '02-1111-1111',
    extension: '111',
    mobile: '0911111111',
    email: `${userName}@hospital.example`,
    'ranges-1': '203.69.20.1 至 203.69.20.4',
  };
  for (const [field, text] of Object.entries(fields)) {
    await page.fill(`[name="accounts-${number}-${field}"]`, text);
  }
}

const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
const stateOf = () => page.locator('.jb-state').first().textContent();

describe('a manager', () => {
  it('asks for two reporters: mends, checks, confirms, uploads the scan and submits', async () => {
    await page.goto(`${installation.origin}/accounts`);
    await page.getByRole('button', { name: '申報者帳號申請' }).click();
    await press('下一步：確認內容');
    await page.locator('.govuk-error-summary').waitFor();
    expect(await page.locator('.govuk-error-summary a').count()).toBeGreaterThan(5);
    expect(await findBarriers(page)).toEqual([]);
    await keepPicture(page, 'institution new refused');
    await fillAccount(1, 'newreporter1');
    await press('增加一個帳號');
    await page.locator('#accounts-2-userName:focus').waitFor();
    expect(await page.inputValue('[name="accounts-1-userName"]')).toBe('newreporter1');
    await fillAccount(2, 'newreporter2');
    await page.locator('[name="accounts-2-forwarded-1"]').fill('203.69.21.1-203.69.21.4');
    await page.fill('[name="filler-telephone"]', '02-1111-2222');
    await page.getByLabel('我已閱讀並同意以上聲明').check();
    await press('下一步：確認內容');
    await page.waitForURL('**/applications/A*');
    expect(await stateOf()).toBe('填寫中');
    const text = await page.locator('main').textContent();
    expect(text).toContain('203.69.21.1@203.69.20.1 至 203.69.21.4@203.69.20.4');
    await lookAt('draft');
    await page.getByRole('button', { name: '修改內容' }).click();
    await page.fill('[name="accounts-1-mobile"]', '0922222222');
    await press('下一步：確認內容');
    await page.getByText('0922-222-222').waitFor();
    await press('確認申請');
    await page.waitForURL('**?done=confirmed');
    expect(await stateOf()).toBe('等候上傳掃描檔');
    const link = page.getByRole('button', { name: '下載申請表（PDF）' });
    const printed = await context.request.get(installation.origin + (await link.getAttribute('href')));
    expect(printed.headers()['content-type']).toBe('application/pdf');
    const form = await printed.body();
    await page.setInputFiles('#file', {
      name: 'form.pdf',
      mimeType: 'application/pdf',
      buffer: Buffer.from('MZ'),
    });
    await press('上傳');
    await page.locator('#file-error').getByText('不是 PDF、JPG 或 PNG').waitFor();
    await page.setInputFiles('#file', { name: '用印申請表.pdf', mimeType: 'application/pdf', buffer: form });
    await press('上傳');
    await page.waitForURL(/done=scanned/);
    await lookAt('scanned');
    await press('正式申請');
    await page.waitForURL('**?done=submitted');
    expect(await stateOf()).toBe('已正式申請');
    await page.getByText('預定').first().waitFor();
    await page.goto(`${installation.origin}/applications`);
    await page.getByText('newreporter1, newreporter2').waitFor();
    await lookAt('applications');
  }, 120_000);

  it('asks for several changes of a reporter at once, which then go by letter, and withdraws', async () => {
    await page.goto(`${installation.origin}/accounts/reporter01`);
    await lookAt('account');
    await page.getByRole('button', { name: '申請異動或停用' }).click();
    await lookAt('change');
    await page.getByRole('checkbox', { name: '異動電子信箱' }).check();
    await page.getByRole('checkbox', { name: '帳號權限變更為管理者' }).check();
    await page.fill('[name="email"]', 'new@hospital.example');
    await page.getByLabel('我已閱讀並同意以上聲明').check();
    await press('下一步：確認內容');
    await page.waitForURL('**/applications/C*');
    await page.getByText('線上申請並函文').first().waitFor();
    expect(await page.locator('del').allInnerTexts()).toEqual(['申報者', 'reporter01@hospital.example']);
    await lookAt('change draft');
    await press('確認申請');
    expect(await stateOf()).toBe('等候函文');
    await lookAt('awaiting letter');
    await page.getByRole('link', { name: '取消這件申請' }).click();
    await lookAt('withdraw');
    await press('確定取消');
    expect(await stateOf()).toBe('已取消');
  }, 120_000);

  it.each([
    ['accounts', '/accounts'],
    ['new', '/applications/new-reporter'],
    ['idle', '/idle-accounts'],
  ])('sees %s without barriers, wide and narrow', (name, path) => lookAt(name, path), 60_000);
});
