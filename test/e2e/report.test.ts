import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { taipeiDate } from '../../src/clock.js';
import { csvRow } from '../../src/csv/index.js';
import { faultySampleFile, mendedSampleFile, sampleFile } from '../../src/demo/sample-files.js';
import { reportErrors } from '../../src/problems/reports.js';
import { keepPicture, useBrowser } from '../web/support/browser.js';
import { logInByPage, pairBrowser } from './support/log-in.js';
import { type Stack, startStack } from './support/stack.js';

const browser = useBrowser();
const folder = mkdtempSync(join(tmpdir(), 'jianbao-e2e-files-'));
const good = sampleFile(taipeiDate(new Date()));
const faulty = faultySampleFile(taipeiDate(new Date()));
const mended = mendedSampleFile(taipeiDate(new Date()));
let stack: Stack;
let page: Page;

beforeAll(async () => {
  stack = await startStack(['reporter']);
  page = await browser().newPage({ viewport: { width: 1280, height: 900 } });
  await pairBrowser(page, stack);
  await logInByPage(page, stack, 'reporter01');
}, 60_000);

afterAll(async () => {
  await stack?.stop();
  rmSync(folder, { recursive: true });
});

it('shows an empty list with what to do first', async () => {
  await page.goto(`${stack.origin}/submissions`);
  await page.getByText('還沒有申報過').waitFor();
  await keepPicture(page, 'submissions-empty');
});

it('says at once when no file was chosen', async () => {
  await page.goto(`${stack.origin}/submissions/new`);
  await keepPicture(page, 'upload');
  await page.getByRole('button', { name: '上傳' }).click();
  await page.getByText('還沒有選擇檔案').first().waitFor();
});

it('shows every cell to mend of a file with errors, and takes nothing of it', async () => {
  await upload(faulty.name, faulty.bytes);
  await page.getByText('這個檔案沒有收件').first().waitFor();
  await keepPicture(page, 'submission-refused');
  const rows = await page.locator('table.jb-cells tbody tr').count();
  expect(rows).toBe(12);
  expect(await stack.gateway.db('exam_records').count({ rows: '*' })).toEqual([{ rows: 0 }]);
});

it('asks to confirm what is unusual, and accepts it after the tick', async () => {
  await upload('unusual.csv', withWaist(good.bytes, '160'));
  await page.getByText('資料正確嗎？').waitFor();
  await keepPicture(page, 'submission-warnings');
  await page.getByRole('button', { name: '確認並送出' }).click();
  await page.getByText(reportErrors.ERR_SUBMISSION_CONFIRM_UNTICKED.zh).first().waitFor();
  await page.getByLabel('我已看過下列警告，資料正確').check();
  await page.getByRole('button', { name: '確認並送出' }).click();
  await page.getByText('收執聯編號').waitFor();
});

it('gives a receipt for the mended file, to print, to keep and to check', async () => {
  await upload(mended.name, mended.bytes);
  await page.getByText('收執聯編號').waitFor();
  await keepPicture(page, 'submission-accepted');
  const [pdf, json, signature] = await Promise.all(
    ['receipt.pdf', 'receipt.json', 'receipt.p7s'].map(download),
  );
  const receipt = JSON.parse(String(json)) as {
    number: string;
    file: { sha256: string };
    counts: { rows: number };
  };
  expect(receipt.file.sha256).toBe(createHash('sha256').update(mended.bytes).digest('hex'));
  expect(receipt.counts.rows).toBe(200);
  for (const [name, bytes] of Object.entries({
    'receipt.pdf': pdf,
    'receipt.json': json,
    'receipt.p7s': signature,
  }))
    writeFileSync(join(folder, name), bytes ?? '');
  const certificate = await page.request.get(`${stack.origin}/receipts/certificate.pem`);
  writeFileSync(join(folder, 'certificate.pem'), await certificate.body());
  const text = execFileSync('pdftotext', ['-layout', 'receipt.pdf', '-'], { cwd: folder }).toString();
  expect(text).toContain(receipt.number);
  expect(text).toContain('測試醫院');
  execFileSync(
    'openssl',
    'cms -verify -binary -inform DER -in receipt.p7s -content receipt.json -CAfile certificate.pem -purpose any -out checked.json'.split(
      ' ',
    ),
    { cwd: folder, stdio: 'pipe' },
  );
  await page.getByRole('button', { name: '查看並列印收執聯' }).click();
  await keepPicture(page, 'receipt-page');
  await page.goto(`${stack.origin}/receipts/verify?number=${receipt.number}`);
  await keepPicture(page, 'receipt-verify');
});

it('lists what was reported', async () => {
  await page.goto(`${stack.origin}/submissions`);
  await keepPicture(page, 'submissions');
  expect(await page.locator('tbody tr').count()).toBe(3);
});

it('has sent a mail for each outcome to the reporter', async () => {
  await page.goto(stack.mailbox.url);
  await expect
    .poll(async () => page.reload().then(() => page.getByText('reporter01@hospital.example').count()), {
      timeout: 10_000,
    })
    .toBe(5);
});

async function upload(name: string, bytes: Buffer): Promise<void> {
  await page.goto(`${stack.origin}/submissions/new`);
  await page.getByLabel('健檢檔案').setInputFiles({ name, mimeType: 'text/csv', buffer: bytes });
  await page.getByRole('button', { name: '上傳' }).click();
  await page.waitForURL(/\/submissions\/S\d/u);
}

async function download(name: string): Promise<Buffer> {
  const response = await page.request.get(`${page.url().replace(/[?#].*$/u, '')}/${name}`);
  expect(response.status()).toBe(200);
  return response.body();
}

/** The first worker with another waist: 160 cm is unusual, not impossible. */
function withWaist(bytes: Buffer, waist: string): Buffer {
  const rows = parse(bytes, { bom: true }) as string[][];
  const [header, first] = rows;
  if (header !== undefined && first !== undefined) first[header.indexOf('腰圍')] = waist;
  return Buffer.from(rows.map(csvRow).join(''));
}
