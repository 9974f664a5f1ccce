import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { opener } from '../../support/databases.js';
import { findBarriers, isWiderThanWindow, keepPicture, useBrowser } from '../../web/support/browser.js';
import { openReportGround, type ReportGround, sample } from '../support/report-ground.js';
import { type ReportSite, startReportSite } from '../support/report-site.js';
import { type CountingLine, openCountingLine } from './support/counting-line.js';
import { sha256 } from './support/tus-asker.js';

const browser = useBrowser();
const open = opener('sqlite');
/** About three megabytes: the page sends the first in one part, the rest in another. */
const file = sample({ rows: 9_000, seed: 51 });

let ground: ReportGround;
let line: CountingLine;
let site: ReportSite;

beforeAll(async () => {
  ground = await openReportGround(await open());
  line = await openCountingLine();
  site = await startReportSite(ground, { origin: line.url });
  line.leadTo(Number(new URL(site.url).port));
});

afterAll(() => line?.close());

it('a line cut in the middle is told, and the upload goes on by itself when it is mended', async () => {
  const { context, page } = await openPage('zh-Hant', 1280);
  const before = line.sent();
  line.cutAfter(1_900_000);
  await choose(page, 'general');
  const label = page.locator('[data-upload-text]');
  await page.locator('[data-upload-text]', { hasText: '連線中斷或系統忙碌' }).waitFor();
  expect(await label.textContent()).toMatch(
    /^連線中斷或系統忙碌，已收到 \d\d%。恢復後會自動從這裡繼續，請不要關閉這一頁。$/,
  );
  expect(await page.locator('[data-upload-announcement]').textContent()).toBe(await label.textContent());
  expect(await page.evaluate('document.activeElement.hasAttribute("data-upload-pause")')).toBe(true);
  expect(await findBarriers(page)).toEqual([]);
  await keepPicture(page, 'upload-cut-zh-1280');
  line.mend();
  await page.waitForURL(/\/submissions\/S1151122-/);
  const submission = await ground.read(page.url().split('/').at(-1) ?? '');
  expect(submission.file.sha256.toString('hex')).toBe(sha256(file));
  // The part that had arrived was not sent again.
  expect(line.sent() - before).toBeLessThan(1_900_000 + file.length - 1_000_000);
  await context.close();
});

it('the same file chosen again after the page was closed goes on where it was', async () => {
  const other = sample({ rows: 9_000, seed: 52 });
  const first = await openPage('en', 320);
  line.cutAfter(1_900_000);
  await choose(first.page, 'general', other);
  await first.page.locator('[data-upload-text]', { hasText: 'The connection is interrupted' }).waitFor();
  expect(await isWiderThanWindow(first.page)).toBe(false);
  await keepPicture(first.page, 'upload-cut-en-320');
  await first.context.close();
  line.mend();
  const { context, page } = await openPage('en', 320);
  expect(await page.locator('.jb-unfinished').textContent()).toMatch(
    /健檢\.csv\s+Arrived \d\d% of \d\.\d MB/,
  );
  expect(await findBarriers(page)).toEqual([]);
  expect(await isWiderThanWindow(page)).toBe(false);
  await keepPicture(page, 'upload-unfinished-en-320');
  const before = line.sent();
  await choose(page, 'general', other);
  await page.waitForURL(/\/submissions\/S1151122-/);
  expect(line.sent() - before).toBeLessThan(other.length - 1_000_000);
  await context.close();
});

it('paused it waits, cancelled it is thrown away, and the form is there again', async () => {
  const { context, page } = await openPage('zh-Hant', 320);
  line.cutAfter(1_900_000);
  await choose(page, 'general', sample({ rows: 9_000, seed: 53 }));
  await page.locator('[data-upload-text]', { hasText: '連線中斷或系統忙碌' }).waitFor();
  await page.keyboard.press('Enter');
  expect(await page.locator('[data-upload-text]').textContent()).toMatch(/^已暫停，已收到 \d\d%。/);
  await keepPicture(page, 'upload-paused-zh-320');
  line.mend();
  expect(await ground.db('resumable_uploads').whereNull('submission_number')).toHaveLength(1);
  await page.getByRole('button', { name: '取消上傳' }).press('Enter');
  await page.getByText('已取消上傳，沒有收下這個檔案。').waitFor();
  expect(await ground.db('resumable_uploads').whereNull('submission_number')).toHaveLength(0);
  expect(await page.getByRole('button', { name: '上傳', exact: true }).isVisible()).toBe(true);
  expect(await page.locator('input[type=file]').isEnabled()).toBe(true);
  await context.close();
});

it('what was not finished can be discarded, also without scripts', async () => {
  const { context, page } = await openPage('zh-Hant', 1280);
  line.cutAfter(1_900_000);
  await choose(page, 'general', sample({ rows: 9_000, seed: 54 }));
  await page.locator('[data-upload-text]', { hasText: '連線中斷或系統忙碌' }).waitFor();
  line.mend();
  await page.goto(`${line.url}/submissions/new`);
  await keepPicture(page, 'upload-unfinished-zh-1280');
  const answer = page.waitForResponse('**/discard');
  await page.getByRole('button', { name: '捨棄健檢.csv' }).click();
  const location = (await answer).headers().location;
  expect(location).toBe('/submissions/new?done=discarded');
  // The test's own header for the session does not follow redirects.
  await page.goto(line.url + location);
  await page.getByText('已捨棄這個還沒傳完的檔案。').waitFor();
  expect(await ground.db('resumable_uploads').whereNull('submission_number')).toHaveLength(0);
  await context.close();
});

it.each([
  ['zh-Hant', 1280, '請填寫更正或撤回的事由'],
  ['en', 320, 'reason'],
] as const)('a correction is sent in the same way (%s)', async (language, width, sentence) => {
  const { number, id } = await ground.send(sample({ seed: width }));
  await ground.work();
  const { context, page } = await openPage(language, width, `/submissions/${number}/corrections`);
  await page.setInputFiles('input[type=file]', { name: '更正.csv', mimeType: 'text/csv', buffer: file });
  await page.locator('[data-upload-choosing] button').click();
  expect(await page.locator('[data-upload-error]').isVisible()).toBe(true);
  await page.locator('.govuk-error-summary a').press('Enter');
  expect(await page.evaluate('document.activeElement.name')).toBe('purpose');
  await page.locator('input[name=purpose][value=correction]').check();
  await page.locator('[data-upload-choosing] button').click();
  await page.locator('[data-upload-error]', { hasText: sentence }).waitFor();
  await page.locator('.govuk-error-summary a').press('Enter');
  expect(await page.evaluate('document.activeElement.name')).toBe('reason');
  expect(await findBarriers(page)).toEqual([]);
  await keepPicture(page, `upload-correction-${language}-${width}`);
  await page.locator('[name=reason]').fill('單位填錯');
  await page.locator('[data-upload-choosing] button').click();
  await page.waitForURL((url) => /\/submissions\/S1151122-\w+$/.test(url.pathname));
  const made = await ground.read(page.url().split('/').at(-1) ?? '');
  expect(made).toMatchObject({ purpose: 'correction', correctsId: id, reason: '單位填錯' });
  expect(made.file.name).toBe('更正.csv');
  await context.close();
});

async function openPage(
  language: 'zh-Hant' | 'en',
  width: number,
  path = '/submissions/new',
): Promise<{ context: BrowserContext; page: Page }> {
  const { headers } = await site.signIn(ground.institution);
  const context = await browser().newContext({
    viewport: { width, height: 900 },
    extraHTTPHeaders: { cookie: `${headers.cookie}; lang=${language}` },
  });
  const page = await context.newPage();
  await page.goto(line.url + path);
  return { context, page };
}

async function choose(page: Page, kind: string, bytes = file): Promise<void> {
  await page.locator(`input[name=kind][value=${kind}]`).check();
  await page.setInputFiles('input[type=file]', { name: '健檢.csv', mimeType: 'text/csv', buffer: bytes });
  await page.locator('[data-upload-choosing] button').click();
}
