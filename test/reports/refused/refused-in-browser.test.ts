import { buffer } from 'node:stream/consumers';
import type { BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Submission } from '../../../src/reports/submissions/submission.js';
import { pngOf } from '../../documents/content/support/made-files.js';
import { opener } from '../../support/databases.js';
import { findBarriers, isWiderThanWindow, keepPicture, useBrowser } from '../../web/support/browser.js';
import { type SpecialCells, specialFileOf } from '../process/support/judge-special.js';
import { acceptGoodRows } from '../support/accept-good-rows.js';
import { chest, dustRow } from '../support/dust-rows.js';
import { zipOf } from '../support/make-workbook.js';
import { openReportGround, type ReportGround } from '../support/report-ground.js';
import { type ReportSite, startReportSite } from '../support/report-site.js';

const browser = useBrowser();
const open = opener('sqlite');
let ground: ReportGround;
let site: ReportSite;
const sent: Partial<Record<'refused' | 'partly' | 'warned', string>> = {};

beforeAll(async () => {
  ground = await openReportGround(await open());
  site = await startReportSite(ground);
  sent.refused = (await send('2026-06-01')).number;
  await acceptGoodRows(ground);
  sent.partly = (await send('2026-07-01')).number;
  sent.warned = (await send('2026-08-01', { 'another.jpg': chest(9) })).number;
});

afterAll(() => ground.close());

describe.each([
  ['zh-Hant', 1280],
  ['zh-Hant', 320],
  ['en', 1280],
  ['en', 320],
] as const)('a ZIP with errors, %s, %i px', (language, width) => {
  it.each([
    ['refused', 'refused'],
    ['partly', 'accepted'],
    ['warned', 'awaiting-confirmation'],
  ] as const)('%s: its page is whole, without barriers and not too wide', async (name, state) => {
    const number = sent[name] ?? '';
    expect((await ground.read(number)).state).toBe(state);
    const context = await openPages(language, width);
    const page = await context.newPage();
    await page.goto(`${site.url}/submissions/${number}`);
    await page.locator('h1').waitFor();
    await keepPicture(page, `dust-${name}-${language}-${width}`);
    expect(await findBarriers(page)).toEqual([]);
    expect(await isWiderThanWindow(page)).toBe(false);
    await context.close();
  });
});

it('gives the rows that are returned with their images where it says how to mend them', async () => {
  const context = await openPages('zh-Hant', 1280);
  const page = await context.newPage();
  await page.goto(`${site.url}/submissions/${sent.partly}`);
  await page.getByText('影像，請把正確的 JPG 放在表格旁邊').waitFor();
  for (const name of ['表格是 Excel', '表格是 CSV']) {
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name }).click();
    const file = await download;
    expect(file.suggestedFilename()).toBe(`退回的列-${sent.partly}.zip`);
    const bytes = await buffer(await file.createReadStream());
    expect(bytes.subarray(0, 2).toString()).toBe('PK');
  }
  await context.close();
});

async function openPages(language: string, width: number): Promise<BrowserContext> {
  const { headers } = await site.signIn(ground.institution);
  return browser().newContext({
    viewport: { width, height: 900 },
    extraHTTPHeaders: { ...headers, cookie: `${headers.cookie ?? ''}; lang=${language}` },
  });
}

/** Rows 2 to 6: good, wrong in two cells, without image, with a PNG, with the image of row 2. */
async function send(day: string, more: Readonly<Record<string, Buffer>> = {}): Promise<Submission> {
  const workers = ['A100000001', 'I100000003', 'W100000001', 'Z100000002', 'B100000002'];
  const rows: readonly SpecialCells[] = [
    dustRow('1.jpg'),
    dustRow('2.jpg', { sex: '?', fvc: '9999' }),
    dustRow('胸部X光片_王小明_20260701.jpg'),
    dustRow('4.jpg'),
    dustRow('1.jpg'),
  ];
  const table = specialFileOf(
    rows.map((row, at) => ({ ...row, worker_id: workers[at] ?? '', exam_date: day })),
  );
  const images = { '1.jpg': chest(1), '2.jpg': chest(2), '4.jpg': pngOf({ width: 8, height: 8 }), ...more };
  const { number } = await ground.send(await zipOf({ 'dust.csv': table, ...images }), {
    kind: 'special',
    name: '粉塵作業健檢 115 年 7 月.zip',
  });
  await ground.work();
  expect(ground.failures).toEqual([]);
  return ground.read(number);
}
