import type { BrowserContext, Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { opener } from '../../support/databases.js';
import { findBarriers, isWiderThanWindow, keepPicture, useBrowser } from '../../web/support/browser.js';
import { openReportGround, type ReportGround, sample } from '../support/report-ground.js';
import { type ReportSite, startReportSite } from '../support/report-site.js';

const browser = useBrowser();
const open = opener('sqlite');

let ground: ReportGround;
let site: ReportSite;

beforeAll(async () => {
  ground = await openReportGround(await open(), { fileBytes: 1_000_000, unfinishedUploads: 0 });
  site = await startReportSite(ground);
});

it.each([
  {
    language: 'zh-Hant',
    width: 1280,
    missing: '還沒有選擇檔案。請選擇要申報的檔案，再按「上傳」。',
    large: '這個檔案超過 1 MB。',
    full: '貴機構還沒傳完的檔案已達上限',
    titles: ['請修正以下項目', '這一步沒有完成'],
    before: '請修正：',
    error: '錯誤',
  },
  {
    language: 'en',
    width: 320,
    missing: 'No file was chosen.',
    large: 'This file is larger than 1 MB.',
    full: 'Your institution has as many unfinished uploads as it may have',
    titles: ['Please mend the following', 'This step was not completed'],
    before: 'To mend: ',
    error: 'Error',
  },
] as const)(
  'what is wrong stands in a summary that has the focus and leads to the field ($language)',
  async (expected) => {
    const { language, width, missing, large, full, titles, before, error } = expected;
    const { page, context } = await openPage(language, width, '/submissions/new');
    const title = await page.title();
    expect(await page.locator('#upload-error').isVisible()).toBe(false);
    await send(page);
    await expectSummary(page, titles[0], missing);
    expect(await page.title()).toBe(before + title);
    expect(await page.locator('#upload-error').textContent()).toMatch(
      new RegExp(`^\\s*${error}:\\s+${missing}`),
    );
    expect(await findBarriers(page)).toEqual([]);
    expect(await isWiderThanWindow(page)).toBe(false);
    await keepPicture(page, `upload-summary-${language}-${width}`);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('file');
    expect(await page.locator('#file').getAttribute('aria-describedby')).toMatch(/\bupload-error$/);
    expect(await page.locator('#file').getAttribute('aria-invalid')).toBe('true');

    await choose(page, Buffer.alloc(1_000_001));
    await send(page);
    await expectSummary(page, titles[0], large);

    await choose(page, sample({ rows: 5 }));
    await send(page);
    await page.locator('.govuk-error-summary', { hasText: full }).waitFor();
    await expectSummary(page, titles[1], full);
    expect(await page.title()).toBe(before + title);
    expect(await findBarriers(page)).toEqual([]);
    expect(await isWiderThanWindow(page)).toBe(false);
    await keepPicture(page, `upload-refused-${language}-${width}`);
    await context.close();
  },
);

it('what the gateway said of the form that was sent without scripts makes room for what the script says', async () => {
  const { page, context } = await openPage('zh-Hant', 1280, '/submissions/new');
  const title = await page.title();
  await page.evaluate(
    'HTMLFormElement.prototype.submit.call(document.querySelector("form[data-module=upload]"))',
  );
  await page.waitForURL('**/submissions');
  expect(await page.title()).toBe(`請修正：${title}`);
  await send(page);
  await expectSummary(page, '請修正以下項目', '還沒有選擇檔案。請選擇要申報的檔案，再按「上傳」。');
  expect(await page.title()).toBe(`請修正：${title}`);
  await context.close();
});

it.each([
  ['zh-Hant', 320],
  ['en', 1280],
] as const)('a field of a correction is led to and marked (%s)', async (language, width) => {
  const { number } = await ground.send(sample({ seed: width }));
  await ground.work();
  const { page, context } = await openPage(language, width, `/submissions/${number}/corrections`);
  await choose(page, sample({ rows: 5 }));
  await send(page);
  expect(await page.locator('.govuk-error-summary').count()).toBe(1);
  expect(await findBarriers(page)).toEqual([]);
  expect(await isWiderThanWindow(page)).toBe(false);
  await keepPicture(page, `upload-summary-correction-${language}-${width}`);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  expect(await page.evaluate('document.activeElement.id')).toBe('purpose');
  await page.keyboard.press('Space');
  await send(page);
  await page.locator('.govuk-error-summary a[href="#reason"]').waitFor();
  expect(await page.locator('.govuk-form-group--error').count()).toBe(1);
  expect(await page.locator('[aria-invalid=true]').count()).toBe(1);
  await context.close();
});

async function expectSummary(page: Page, title: string, sentence: string): Promise<void> {
  const summary = page.locator('.govuk-error-summary');
  expect(await summary.count()).toBe(1);
  expect(await page.evaluate('document.activeElement.className')).toBe('govuk-error-summary');
  expect(await summary.locator('.govuk-error-summary__title').textContent()).toContain(title);
  expect(await summary.getByRole('link').textContent()).toContain(sentence);
  expect(await summary.getByRole('link').getAttribute('href')).toBe('#file');
  const above =
    'document.querySelector(".govuk-error-summary").compareDocumentPosition(document.querySelector("h1"))';
  expect(await page.evaluate(above)).toBe(4);
}

async function openPage(
  language: 'zh-Hant' | 'en',
  width: number,
  path: string,
): Promise<{ page: Page; context: BrowserContext }> {
  const { headers } = await site.signIn(ground.institution);
  const context = await browser().newContext({
    viewport: { width, height: 900 },
    extraHTTPHeaders: { cookie: `${headers.cookie}; lang=${language}` },
  });
  const page = await context.newPage();
  await page.goto(site.url + path);
  return { page, context };
}

function choose(page: Page, buffer: Buffer): Promise<void> {
  return page.setInputFiles('input[type=file]', { name: '健檢.csv', mimeType: 'text/csv', buffer });
}

function send(page: Page): Promise<void> {
  return page.locator('[data-upload-choosing] button').click();
}
