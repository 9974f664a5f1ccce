import type { BrowserContext, Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { opener } from '../../support/databases.js';
import { findBarriers, isWiderThanWindow, keepPicture, useBrowser } from '../../web/support/browser.js';
import { openReportGround, type ReportGround } from '../support/report-ground.js';
import { type ReportSite, startReportSite } from '../support/report-site.js';
import { holdParts } from './support/held-parts.js';
import { sha256 } from './support/tus-asker.js';

const browser = useBrowser();
const open = opener('sqlite');

let ground: ReportGround;
let site: ReportSite;

beforeAll(async () => {
  ground = await openReportGround(await open());
  site = await startReportSite(ground);
});

describe('two windows that send the same file', () => {
  it.each([
    ['zh-Hant', 1280, '這個檔案正在另一個視窗上傳，已收到'],
    ['en', 320, 'This file is being uploaded in another window;'],
  ] as const)(
    'send it once: the slower one follows, and both come to the one submission (%s)',
    async (language, width, sentence) => {
      const file = fileOf(4_000_000, language);
      const { context, page: first } = await openPage(language, width);
      const second = await pageOf(context);
      const ofFirst = await holdParts(first);
      const ofSecond = await holdParts(second);
      await choose(first, file);
      const one = await ofFirst.next();
      await choose(second, file);
      const same = await ofSecond.next();
      expect([one.offset, same.offset]).toEqual([0, 0]);
      await one.send();
      const two = await ofFirst.next();
      await same.send();
      await second.locator('[data-upload-text]', { hasText: sentence }).waitFor();
      expect(await second.locator('[data-upload-announcement]').textContent()).toContain(sentence);
      expect(await findBarriers(second)).toEqual([]);
      expect(await isWiderThanWindow(second)).toBe(false);
      await keepPicture(second, `upload-elsewhere-${language}-${width}`);
      await two.send();
      await ofFirst.letGo();
      await Promise.all([first, second].map((page) => page.waitForURL(/\/submissions\/S1151122-/)));
      expect(first.url()).toBe(second.url());
      const { file: kept } = await ground.read(first.url().split('/').at(-1) ?? '');
      expect(kept.sha256.toString('hex')).toBe(sha256(file));
      await context.close();
    },
  );

  it('the one that follows sends by itself when the other stands still', async () => {
    const file = fileOf(4_000_000, 'still');
    const { context, page: first } = await openPage('zh-Hant', 1280);
    const second = await context.newPage();
    await second.clock.install();
    await second.goto(`${site.url}/submissions/new`);
    const ofFirst = await holdParts(first);
    const ofSecond = await holdParts(second);
    await choose(first, file);
    const one = await ofFirst.next();
    await choose(second, file);
    const same = await ofSecond.next();
    await one.send();
    await ofFirst.next();
    await same.send();
    await second.locator('[data-upload-text]', { hasText: '正在另一個視窗上傳' }).waitFor();
    await second.clock.fastForward(11_000);
    expect((await ofSecond.next()).offset).toBe(1_048_576);
    await context.close();
  });
});

describe('a line that goes away', () => {
  it('when the computer is online again the upload goes on at once, without a click and without waiting', async () => {
    const file = fileOf(3_000_000, 'offline');
    const { context, page } = await openPage('zh-Hant', 1280);
    const parts = await holdParts(page);
    await choose(page, file);
    await (await parts.next()).send();
    const second = await parts.next();
    // From now on no wait of a second or more ends: only the browser’s word that it is online goes on.
    await page.evaluate(
      '{ const real = setTimeout; window.setTimeout = (run, ms) => (ms >= 1000 ? 0 : real(run, ms)); }',
    );
    await context.setOffline(true);
    await second.send();
    await page.locator('[data-upload-text]', { hasText: '連線中斷或系統忙碌' }).waitFor();
    await parts.letGo();
    await context.setOffline(false);
    await page.waitForURL(/\/submissions\/S1151122-/);
    const { file: kept } = await ground.read(page.url().split('/').at(-1) ?? '');
    expect(kept.sha256.toString('hex')).toBe(sha256(file));
    await context.close();
  });

  it('a gateway that cannot store a part is asked again, and the upload goes on', async () => {
    const file = fileOf(3_000_000, 'busy');
    const { context, page } = await openPage('en', 1280);
    const parts = await holdParts(page);
    await choose(page, file);
    await (await parts.next()).send();
    await (await parts.next()).answer(500);
    await page.locator('[data-upload-text]', { hasText: 'the service is busy' }).waitFor();
    const again = await parts.next();
    expect(again.offset).toBe(1_048_576);
    await again.send();
    await parts.letGo();
    await page.waitForURL(/\/submissions\/S1151122-/);
    await context.close();
  });
});

/** Bytes enough for three or two parts; what they mean is not looked at here. */
function fileOf(size: number, text: string): Buffer {
  return Buffer.alloc(size, text);
}

async function openPage(
  language: 'zh-Hant' | 'en',
  width: number,
): Promise<{ context: BrowserContext; page: Page }> {
  const { headers } = await site.signIn(ground.institution);
  const context = await browser().newContext({
    viewport: { width, height: 900 },
    extraHTTPHeaders: { cookie: `${headers.cookie}; lang=${language}` },
  });
  return { context, page: await pageOf(context) };
}

async function pageOf(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${site.url}/submissions/new`);
  return page;
}

async function choose(page: Page, buffer: Buffer): Promise<void> {
  await page.setInputFiles('input[type=file]', { name: '健檢.csv', mimeType: 'text/csv', buffer });
  await page.locator('[data-upload-choosing] button').click();
}
