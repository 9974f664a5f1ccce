import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { taipeiDate } from '../../src/clock.js';
import { addDays } from '../../src/institutions/recognition/days.js';
import { type Installation, startInstallation } from '../support/installation.js';
import { findBarriers, isWiderThanWindow, keepPicture, useBrowser } from '../web/support/browser.js';

const browser = useBrowser();
let installation: Installation;
let context: BrowserContext;
let page: Page;

/** A day after today as the open data write it. */
function rocDate(days: number): string {
  const [year = 0, month = 0, day = 0] = addDays(taipeiDate(new Date()), days).split('-').map(Number);
  return `${year - 1911}/${String(month).padStart(2, '0')}/${String(day).padStart(2, '0')}`;
}

const openData = [
  '醫療機構代碼,名稱,縣市別,地址,電話,聯絡人,認可類別及有效期限',
  `1268650500,測試醫院,新北市,新北市新莊區中平路440號,02-1111-1111,陳小姐,一般體格及健康檢查(112/01/01~${rocDate(30)})`,
  '0202020202,新店診所,新北市,新北市新店區示範路1號,02-2222-2222,,',
].join('\n');

beforeAll(async () => {
  installation = await startInstallation();
  const token = await installation.logIn('supervisor01');
  context = await browser().newContext({ extraHTTPHeaders: { authorization: `Bearer ${token}` } });
  page = await context.newPage();
  await installation.gateway.db('mails').update({
    state: 'dead',
    attempts: 12,
    finished_at: new Date().toISOString(),
    outcome: '550 5.1.1 The email account that you tried to reach does not exist.',
  });
}, 90_000);
afterAll(async () => {
  await context?.close();
  await installation?.stop();
});

/** What every page is looked at for, in both languages and widths. */
async function lookAt(name: string, path: string): Promise<void> {
  for (const language of ['zh-Hant', 'en']) {
    await context.addCookies([{ name: 'lang', value: language, url: installation.origin }]);
    await page.goto(installation.origin + path);
    for (const width of [1280, 320]) {
      await page.setViewportSize({ width, height: 900 });
      await keepPicture(page, `agency ${name} ${language} ${width}`);
      expect(await findBarriers(page)).toEqual([]);
      expect(await isWiderThanWindow(page)).toBe(false);
    }
  }
  await context.addCookies([{ name: 'lang', value: 'zh-Hant', url: installation.origin }]);
  await page.setViewportSize({ width: 1280, height: 900 });
}

describe('the supervisor’s pages', () => {
  it('import the open data, by keyboard, once it was seen what changes', async () => {
    await page.goto(`${installation.origin}/agency/institutions/import`);
    await page.getByRole('button', { name: '上傳並預覽' }).press('Enter');
    await page.locator('#file-error').getByText('還沒有選擇檔案').waitFor();
    const bad = openData.replace('1268650500', '12686');
    await page.setInputFiles('#file', { name: 'open.csv', mimeType: 'text/csv', buffer: Buffer.from(bad) });
    await page.getByRole('button', { name: '上傳並預覽' }).press('Enter');
    await page.getByText('第 2 列：').waitFor();
    await keepPicture(page, 'agency import refused');
    expect(await findBarriers(page)).toEqual([]);
    await page.setInputFiles('#file', {
      name: '開放資料.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(openData),
    });
    await page.getByRole('button', { name: '上傳並預覽' }).press('Enter');
    await page.getByText('新增 1 家').waitFor();
    const preview = new URL(page.url()).pathname;
    await lookAt('preview', preview);
    await page.goto(installation.origin + preview);
    await page.getByRole('button', { name: '匯入', exact: true }).press('Enter');
    await page.waitForURL('**/agency/institutions?done=imported');
    await page.getByText('已匯入').waitFor();
    await page.getByRole('link', { name: '0202020202' }).waitFor();
    await page.goto(installation.origin + preview);
    await page.getByText('這份預覽不在了').waitFor();
  }, 60_000);

  it('send a mail again that was given up', async () => {
    const { id } = await installation.gateway.db('mails').orderBy('id').first();
    await lookAt('mail', `/agency/mails/${id}`);
    await page.goto(`${installation.origin}/agency/mails/${id}`);
    await page.getByRole('button', { name: '再寄這封信' }).press('Enter');
    await page.waitForURL('**/agency/mails?done=resent');
    await page.getByText('已放回佇列').waitFor();
  }, 60_000);

  it('warn of a recognition that ends, as does the manager’s own start page', async () => {
    await page.goto(`${installation.origin}/agency/institutions?standing=ending`);
    await page.getByRole('link', { name: '1268650500' }).click();
    await page.getByText('健檢認可將於').waitFor();
    await keepPicture(page, 'agency institution that ends');
    const token = await installation.logIn('manager01');
    const manager = await browser().newContext({ extraHTTPHeaders: { authorization: `Bearer ${token}` } });
    const start = await manager.newPage();
    await start.goto(`${installation.origin}/start`);
    await start.getByText('貴機構的一般健檢認可將於').waitFor();
    await keepPicture(start, 'agency manager start');
    expect(await findBarriers(start)).toEqual([]);
    await manager.close();
  }, 60_000);

  it.each([
    ['mails', '/agency/mails'],
    ['accounts', '/agency/accounts'],
    ['account', '/agency/accounts/manager01'],
    ['institutions', '/agency/institutions'],
    ['institution', '/agency/institutions/1268650500'],
    ['import', '/agency/institutions/import'],
    ['audit', '/agency/audit'],
    ['audit entry', '/agency/audit/2'],
  ])('%s has no barriers and fits, wide and narrow', (name, path) => lookAt(name, path), 60_000);
});
