import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { opener } from '../../support/databases.js';
import { findBarriers, isWiderThanWindow, keepPicture, useBrowser } from '../../web/support/browser.js';
import { acceptGoodRows } from '../support/accept-good-rows.js';
import { openReportGround, type ReportGround, sample } from '../support/report-ground.js';
import { type ReportSite, startReportSite } from '../support/report-site.js';

const browser = useBrowser();
const open = opener('sqlite');

describe('trying a file in the browser', () => {
  let ground: ReportGround;
  let site: ReportSite;
  /** `name=value` of the reporter's session. */
  let cookie: string;

  beforeAll(async () => {
    ground = await openReportGround(await open());
    site = await startReportSite(ground);
    cookie = (await site.signIn(ground.institution)).headers.cookie ?? '';
  });
  afterAll(() => ground.close());

  it('goes by keyboard from the upload form to the result and back, and the page follows the file', async () => {
    const page = await openPage('zh-Hant', 1280);
    await page.goto(`${site.url}/submissions/new`);
    await page.getByRole('link', { name: '先試檢，不申報' }).press('Enter');
    await page.waitForURL(/\/dry-runs$/);
    await page.getByRole('button', { name: '開始試檢' }).press('Enter');
    const summary = page.locator('.govuk-error-summary');
    await summary.waitFor();
    expect(await page.evaluate('document.activeElement.closest(".govuk-error-summary") !== null')).toBe(true);
    await summary.getByRole('link').press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('file');

    await choose(page, sample({ rows: 12 }));
    await page.getByRole('button', { name: '開始試檢' }).press('Enter');
    await page.waitForURL(/\/dry-runs\/D1151122-/);
    expect(await page.locator('[data-progress-text]').textContent()).toBe('檔案已收到，正在排隊或檢查。');
    await ground.work();
    await page.getByText('12 筆都沒有錯誤，可以正式上傳。').waitFor();
    await page.getByRole('button', { name: '正式上傳這個檔案' }).press('Enter');
    await page.waitForURL(/\/submissions\/new\?kind=general$/);
    expect(await page.locator('input[name=kind]:checked').inputValue()).toBe('general');
    await page.context().close();
  }, 60_000);

  it('has pages that are whole, without barriers and not too wide, in both languages', async () => {
    const paths: Record<string, string> = { nothing: '/dry-runs', upload: '/submissions/new' };
    const widths = [1280, 320] as const;
    const languages = ['zh-Hant', 'en'] as const;
    await ground.db('dry_runs').delete();
    for (const language of languages) for (const width of widths) await look(language, width, paths);

    paths.refused = await tryFile(sample({ rows: 40, errors: 17, seed: 2 }));
    paths.stopped = await tryFile(Buffer.from('%PDF-1.7'));
    paths.good = await tryFile(sample({ rows: 30 }));
    await ground.work();
    await acceptGoodRows(ground);
    paths.partly = await tryFile(sample({ rows: 20, errors: 4, seed: 9 }));
    await ground.work();
    paths.waiting = await tryFile(sample({ rows: 5 }));
    paths.tried = '/dry-runs';
    delete paths.nothing;
    delete paths.upload;
    for (const language of languages) for (const width of widths) await look(language, width, paths);
  }, 120_000);

  async function look(language: 'zh-Hant' | 'en', width: number, paths: Readonly<Record<string, string>>) {
    const page = await openPage(language, width);
    for (const [name, path] of Object.entries(paths)) {
      const where = `${name} ${language} ${width}`;
      const answer = await page.goto(`${site.url}${path}`);
      expect(answer?.status(), where).toBe(200);
      expect(await page.locator('h1').count(), where).toBe(1);
      expect(await findBarriers(page), where).toEqual([]);
      expect(await isWiderThanWindow(page), where).toBe(false);
      await keepPicture(page, `dry-run-${name}-${language}-${width}`);
    }
    await page.context().close();
  }

  async function tryFile(file: Buffer): Promise<string> {
    const page = await openPage('zh-Hant', 1280);
    await page.goto(`${site.url}/dry-runs`);
    await choose(page, file);
    await page.getByRole('button', { name: '開始試檢' }).click();
    await page.waitForURL(/\/dry-runs\/D/);
    const { pathname } = new URL(page.url());
    await page.context().close();
    return pathname;
  }

  function choose(page: Page, buffer: Buffer): Promise<void> {
    return page.setInputFiles('input[type=file]', { name: '健檢.csv', mimeType: 'text/csv', buffer });
  }

  async function openPage(language: string, width: number): Promise<Page> {
    const context = await browser().newContext({ viewport: { width, height: 900 } });
    const [name = '', value = ''] = cookie.split('=');
    await context.addCookies([
      { name, value, domain: '127.0.0.1', path: '/', secure: true },
      { name: 'lang', value: language, url: site.url },
    ]);
    return context.newPage();
  }
});
