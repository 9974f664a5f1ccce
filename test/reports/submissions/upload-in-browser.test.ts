import { expect, it } from 'vitest';
import { opener } from '../../support/databases.js';
import { useBrowser } from '../../web/support/browser.js';
import { openReportGround, sample } from '../support/report-ground.js';
import { startReportSite } from '../support/report-site.js';

const browser = useBrowser();
const open = opener('sqlite');

it('the upload page says at once what is missing or too large, sends with progress, and follows the file to its end', async () => {
  const ground = await openReportGround(await open(), { fileBytes: 1_000_000 });
  const site = await startReportSite(ground);
  const { headers } = await site.signIn(ground.institution);
  const context = await browser().newContext({ extraHTTPHeaders: headers });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.goto(`${site.url}/submissions/new`);
  const submit = page.getByRole('button', { name: '上傳', exact: true });
  const error = page.locator('[data-upload-error]');

  await submit.click();
  expect(await error.textContent()).toBe('錯誤: 還沒有選擇檔案。請選擇要申報的檔案，再按「上傳」。');

  const file = (buffer: Buffer) => ({ name: '健檢.csv', mimeType: 'text/csv', buffer });
  await page.setInputFiles('input[type=file]', file(Buffer.alloc(1_000_001)));
  await submit.click();
  expect(await error.textContent()).toContain('這個檔案超過 1 MB。');

  await page.setInputFiles('input[type=file]', file(sample({ rows: 200 })));
  await submit.click();
  await page.waitForURL(/\/submissions\/S1151122-/);
  expect(await page.locator('[data-progress-text]').textContent()).toBe('檔案已收到，正在排隊等候檢核。');
  await ground.work();
  await page.getByText('200 筆健檢紀錄已全部收件。').waitFor();
  expect(complaints).toEqual([]);
  await context.close();
  ground.close();
});
