import { Readable } from 'node:stream';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { byOperator } from '../../../src/accounts/index.js';
import { beginDryRun } from '../../../src/reports/dry-runs/begin-dry-run.js';
import { opener } from '../../support/databases.js';
import { findBarriers, isWiderThanWindow, keepPicture, useBrowser } from '../../web/support/browser.js';
import { acceptGoodRows } from '../support/accept-good-rows.js';
import { addInstitution, openReportGround, type ReportGround, sample } from '../support/report-ground.js';
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

  describe('has pages that are whole, without barriers and not too wide', () => {
    const paths: Record<string, string> = { upload: '/submissions/new', tried: '/dry-runs' };
    let newcomer: string;

    beforeAll(async () => {
      const other = await addInstitution(ground.db, '0101010101', 'newcomer');
      newcomer = (await site.signIn(other)).headers.cookie ?? '';
      paths.refused = await begin(sample({ rows: 40, errors: 17, seed: 2 }));
      paths.stopped = await begin(Buffer.from('%PDF-1.7'));
      paths.good = await begin(sample({ rows: 30 }));
      await ground.work();
      await acceptGoodRows(ground);
      paths.partly = await begin(sample({ rows: 20, errors: 4, seed: 9 }));
      await ground.work();
      paths.waiting = await begin(sample({ rows: 5 }));
    }, 60_000);

    it.each([
      ['zh-Hant', 1280],
      ['zh-Hant', 320],
      ['en', 1280],
      ['en', 320],
    ] as const)(
      '%s, %i px',
      async (language, width) => {
        const page = await openPage(language, width);
        for (const [name, path] of Object.entries(paths))
          await look(page, path, `${name}-${language}-${width}`);
        await page.context().close();
        const empty = await openPage(language, width, newcomer);
        await look(empty, '/dry-runs', `nothing-${language}-${width}`);
        await empty.context().close();
      },
      60_000,
    );
  });

  async function look(page: Page, path: string, name: string): Promise<void> {
    const answer = await page.goto(`${site.url}${path}`);
    expect(answer?.status(), name).toBe(200);
    expect(await page.locator('h1').count(), name).toBe(1);
    expect(await findBarriers(page), name).toEqual([]);
    expect(await isWiderThanWindow(page), name).toBe(false);
    await keepPicture(page, `dry-run-${name}`);
  }

  /** Gives the path of the result. */
  async function begin(file: Buffer): Promise<string> {
    const { documents, services, institution } = ground;
    const options = { purpose: 'submission', limitBytes: file.length };
    const { number } = await beginDryRun(services, {
      kind: 'general',
      file: { name: '健檢.csv', document: await documents.write(Readable.from([file]), options) },
      institutionId: institution.id,
      accountId: institution.accountId,
      by: byOperator,
    });
    return `/dry-runs/${number}`;
  }

  function choose(page: Page, buffer: Buffer): Promise<void> {
    return page.setInputFiles('input[type=file]', { name: '健檢.csv', mimeType: 'text/csv', buffer });
  }

  async function openPage(language: string, width: number, session = cookie): Promise<Page> {
    const context = await browser().newContext({ viewport: { width, height: 900 } });
    const [name = '', value = ''] = session.split('=');
    await context.addCookies([
      { name, value, domain: '127.0.0.1', path: '/', secure: true },
      { name: 'lang', value: language, url: site.url },
    ]);
    return context.newPage();
  }
});
