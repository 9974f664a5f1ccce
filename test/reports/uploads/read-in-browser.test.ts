import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { opener } from '../../support/databases.js';
import { useBrowser } from '../../web/support/browser.js';
import { openReportGround, type ReportGround } from '../support/report-ground.js';
import { type ReportSite, startReportSite } from '../support/report-site.js';
import { sha256 } from './support/tus-asker.js';

const browser = useBrowser();
const open = opener('sqlite');
const mebibyte = 1_048_576;
/** Larger than what is ever sent at once, and no whole number of slices. */
const file = Buffer.alloc(24 * mebibyte + 12_345, 'read in slices,');
const path = join(tmpdir(), `jianbao-slices-${process.pid}.csv`);

let ground: ReportGround;
let site: ReportSite;

beforeAll(async () => {
  ground = await openReportGround(await open());
  site = await startReportSite(ground);
  await writeFile(path, file);
});
afterAll(() => rm(path, { force: true }));

it('a large file is never in memory whole: it is hashed in slices, and the page has its turn after each', async () => {
  const { page, close } = await openPage();
  await page.addInitScript(watchReading);
  await page.goto(`${site.url}/submissions/new`);
  const begun = page.waitForRequest((one) => one.method() === 'POST' && one.url().endsWith('/uploads'));
  await choose(page);
  const metadata = (await begun).headers()['upload-metadata'] ?? '';
  const { sizes, turns } = await page.evaluate<Reading>(
    '({ sizes: reading.sizes.slice(0, 25), turns: reading.turns.slice(0, 25) })',
  );
  expect(sizes).toEqual([...Array<number>(24).fill(mebibyte), 12_345]);
  // Between two slices other things had their turn: no slice was read in that of the one before.
  expect(new Set(turns).size).toBe(25);
  const [, encoded = ''] = /sha256 ([^,]+)/.exec(metadata) ?? [];
  expect(Buffer.from(encoded, 'base64').toString()).toBe(sha256(file));
  await page.waitForURL(/\/submissions\/S1151122-/);
  await close();
});

it('can be cancelled while the file is being read, and reads no further', async () => {
  const { page, close } = await openPage();
  await page.addInitScript(watchReading);
  await page.addInitScript('reading.holdAt = 5');
  await page.goto(`${site.url}/submissions/new`);
  await choose(page);
  await page.locator('[data-upload-text]', { hasText: '正在讀取檔案。' }).waitFor();
  await page.getByRole('button', { name: '取消上傳' }).click();
  await page.evaluate('reading.goOn()');
  await page.getByText('已取消上傳，沒有收下這個檔案。').waitFor();
  expect(await page.evaluate('document.activeElement.hasAttribute("data-upload-note")')).toBe(true);
  expect(await page.evaluate('reading.sizes.length')).toBe(5);
  expect(await ground.db('resumable_uploads').whereNull('submission_number')).toEqual([]);
  await close();
});

interface Reading {
  readonly sizes: readonly number[];
  /** In which turn of the page's event loop each began. */
  readonly turns: readonly number[];
}

/** Runs in the page before its own scripts: notes what is read of files, and counts the turns of the event loop. */
const watchReading = `
  window.reading = { sizes: [], turns: [], holdAt: 0 };
  const held = new Promise((resolve) => { reading.goOn = resolve; });
  let turn = 0;
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => { turn += 1; port2.postMessage(0); };
  port2.postMessage(0);
  const read = Blob.prototype.arrayBuffer;
  Blob.prototype.arrayBuffer = async function () {
    reading.turns.push(turn);
    if (reading.sizes.push(this.size) === reading.holdAt) await held;
    return read.call(this);
  };
`;

async function openPage(): Promise<{ page: Page; close: () => Promise<void> }> {
  const { headers } = await site.signIn(ground.institution);
  const context = await browser().newContext({ extraHTTPHeaders: headers });
  return { page: await context.newPage(), close: () => context.close() };
}

async function choose(page: Page): Promise<void> {
  await page.setInputFiles('input[type=file]', path);
  await page.locator('[data-upload-choosing] button').click();
}
