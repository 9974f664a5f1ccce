import { buffer } from 'node:stream/consumers';
import { parse } from 'csv-parse/sync';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { taipeiDate } from '../../src/clock.js';
import { csvRow } from '../../src/csv/index.js';
import { dustSampleFile } from '../../src/demo/sample-files.js';
import { generateDustArchive } from '../../src/reports/index.js';
import { drawChest } from '../../src/reports/sample/draw-chest.js';
import { generateSample, type SampleOptions } from '../../src/reports/sample/generate.js';
import { jpegHeader, pngOf } from '../documents/content/support/made-files.js';
import { zipOf } from '../reports/support/make-workbook.js';
import { findBarriers, isWiderThanWindow, keepPicture, useBrowser } from '../web/support/browser.js';
import { logInByPage, pairBrowser } from './support/log-in.js';
import { type Stack, startStack } from './support/stack.js';

const browser = useBrowser();
const today = taipeiDate(new Date());
let stack: Stack;
let page: Page;
/** The submission that was accepted, and its correction. */
let accepted: string;
let corrected: string;

beforeAll(async () => {
  stack = await startStack(['reporter']);
  page = await browser().newPage({ viewport: { width: 1280, height: 900 } });
  await pairBrowser(page, stack);
  await logInByPage(page, stack, 'reporter01');
}, 60_000);

afterAll(() => stack?.stop());

it('says of each row what is wrong with its X-ray, and keeps none', async () => {
  const rows = dustRows();
  rows.set(5, '影像', 'none.jpg');
  rows.set(6, '影像', '000002.jpg');
  rows.set(7, '影像', 'scan.png');
  const images = rows.images({ '000003.jpg': jpegHeader({ width: 20_000, height: 15_000 }) });
  images['000001.jpg'] = pngOf({ width: 16, height: 16 });
  await upload('dust-with-errors.zip', await zipOf({ 'dust.csv': rows.csv(), ...images }));
  await page.getByText('這個檔案沒有收件').first().waitFor();
  const table = page.locator('table.jb-cells');
  for (const sentence of [
    '這張影像的內容不是 JPG，而是 PNG。',
    '這張影像是 20,000 × 15,000 像素，超過 50 百萬像素。',
    'ZIP 檔裡沒有這個名稱的影像。',
    '第 3 列已經用了這張影像。',
    '影像檔名要以 .jpg 或 .jpeg 結尾',
    'ZIP 檔裡的影像「000006.jpg」沒有任何一列使用，系統不會保存。',
  ]) {
    await table.getByText(sentence).first().waitFor();
  }
  await lookAt('dust-refused');
  expect(await stack.gateway.db('exam_images').count({ rows: '*' })).toEqual([{ rows: 0 }]);
});

it('stops at a ZIP with a folder, and says how to pack it', async () => {
  await upload('folder.zip', await zipOf({ 'dust/dust.csv': dustRows().csv() }));
  await page.getByText('ZIP 檔裡的「dust/dust.csv」在資料夾裡。').waitFor();
  await lookAt('dust-folder');
});

it('asks to confirm an X-ray that no row names, and accepts the mended file with a receipt', async () => {
  const { stream } = generateDustArchive({ ...options, rows: 12, seed: 4, today });
  expect(await buffer(stream)).toEqual((await dustSampleFile(today)).bytes);
  const rows = dustRows();
  const more = { ...rows.images(), '000099.jpg': drawChest(9, 9) };
  await upload('dust.zip', await zipOf({ 'dust.csv': rows.csv(), ...more }));
  await page.getByText('資料正確嗎？').waitFor();
  await page.getByText('若漏了一筆健檢，請補上那一列再上傳').first().waitFor();
  await lookAt('dust-confirm');
  await page.getByLabel('我已看過下列警告，資料正確').check();
  await page.getByRole('button', { name: '確認並送出' }).click();
  await page.getByText('收執聯編號').waitFor();
  accepted = numberOfPage();
  await lookAt('dust-accepted');
  expect(await stack.gateway.db('exam_images').count({ rows: '*' })).toEqual([{ rows: 12 }]);
});

it('shows the X-ray with the record once the personal values are asked for', async () => {
  await page.goto(`${stack.origin}/records`);
  await page.locator('[name=submission]').fill(accepted);
  await page.getByRole('button', { name: '查詢' }).click();
  await page.getByRole('link', { name: `${accepted}/2`, exact: true }).click();
  await page.getByText('影像上可能有姓名等個人資料').waitFor();
  expect(await page.locator('img.jb-picture__image').count()).toBe(0);
  await lookAt('dust-record-masked');
  await showPersonal();
  await lookAt('dust-record');
});

it('corrects a record with another X-ray and keeps the one before', async () => {
  const rows = dustRows();
  rows.keep(1);
  rows.set(2, '影像', 'again.jpg');
  const zip = await zipOf({ 'dust.csv': rows.csv(), 'again.jpg': drawChest(7, 7) });
  await page.goto(`${stack.origin}/submissions/${accepted}/corrections`);
  await page.getByLabel('更正：以檔案裡的資料取代已收件的紀錄').check();
  await page.getByLabel('事由').fill('影像放錯');
  await page
    .getByLabel('健檢檔案')
    .setInputFiles({ name: 'again.zip', mimeType: 'application/zip', buffer: zip });
  await page.getByRole('button', { name: '上傳' }).click();
  await page.getByText('1 筆健檢紀錄已更正。').waitFor();
  corrected = numberOfPage();
  for (const [number, picture] of [
    [accepted, drawChest(4, 0)],
    [corrected, drawChest(7, 7)],
  ] as const) {
    await page.goto(`${stack.origin}/records/${number}/2`);
    await showPersonal();
    const image = await page.request.get(`${stack.origin}/records/${number}/2/image`);
    expect(Buffer.from(await image.body())).toEqual(picture);
  }
  await lookAt('dust-record-corrected');
});

it('counts the exams of dust work in the statistics of the institution', async () => {
  await page.goto(`${stack.origin}/statistics/records?hazard=23`);
  await page.getByRole('heading', { name: '健檢統計' }).waitFor();
  await page.getByRole('rowheader', { name: '23 粉塵作業' }).first().waitFor();
  await lookAt('dust-statistics');
});

it('says all of it in English as well', async () => {
  await page.context().addCookies([{ name: 'lang', value: 'en', url: stack.origin }]);
  await page.goto(`${stack.origin}/submissions/new`);
  await page.getByText('Dust work: select the file').waitFor();
  await lookAt('dust-upload-english');
  await page.goto(`${stack.origin}/records/${accepted}/3`);
  await page.getByText('The image may have the worker’s name in it.').waitFor();
  await page.getByRole('button', { name: 'Show personal data in full' }).click();
  await page.getByRole('img', { name: `Chest X-ray of record ${accepted}/3` }).waitFor();
  await lookAt('dust-record-english');
});

const options = { encoding: 'utf-8-bom', institutionCode: '1268650500' } satisfies Partial<SampleOptions>;

/** The rows of the sample, to be changed. */
function dustRows() {
  const { chunks } = generateSample({ ...options, kind: 'special', hazard: '23', rows: 12, seed: 4, today });
  const table = parse(Buffer.concat([...chunks]), { bom: true }) as string[][];
  const columnOf = (part: string) => table[0]?.findIndex((name) => name.includes(part)) ?? -1;
  return {
    /** @param row as the spreadsheet shows it */
    set(row: number, column: string, text: string) {
      const cells = table[row - 1];
      if (cells !== undefined) cells[columnOf(column)] = text;
    },
    keep(count: number) {
      table.length = count + 1;
    },
    csv: () => `\uFEFF${table.map(csvRow).join('')}`,
    /** The images of the rows as they were, some of them others. */
    images(others: Readonly<Record<string, Buffer>> = {}): Record<string, Buffer> {
      const all = Array.from({ length: 12 }, (_, index) => [
        `${String(index + 1).padStart(6, '0')}.jpg`,
        drawChest(4, index),
      ]);
      return { ...Object.fromEntries(all), ...others };
    },
  };
}

async function upload(name: string, bytes: Buffer): Promise<void> {
  await page.goto(`${stack.origin}/submissions/new`);
  await page.getByLabel('特殊').check();
  await page.getByLabel('健檢檔案').setInputFiles({ name, mimeType: 'application/zip', buffer: bytes });
  await page.getByRole('button', { name: '上傳' }).click();
  await page.waitForURL(/\/submissions\/S\d/u);
}

async function showPersonal(): Promise<void> {
  await page.getByRole('button', { name: '顯示完整個人資料' }).click();
  const image = page.locator('img.jb-picture__image');
  await image.waitFor();
  await expect
    .poll(() => image.evaluate((element: { naturalWidth?: number }) => element.naturalWidth))
    .toBe(1024);
}

function numberOfPage(): string {
  return /S\d{7}-[0-9A-Z]+/u.exec(page.url())?.[0] ?? '';
}

/** Keeps pictures in both languages and widths; nothing sticks out, and axe finds nothing. */
async function lookAt(name: string): Promise<void> {
  await keepPicture(page, name);
  expect(await findBarriers(page)).toEqual([]);
  await page.setViewportSize({ width: 320, height: 900 });
  expect(await isWiderThanWindow(page)).toBe(false);
  await keepPicture(page, `${name}-narrow`);
  await page.setViewportSize({ width: 1280, height: 900 });
}
