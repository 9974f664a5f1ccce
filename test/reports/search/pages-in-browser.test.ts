import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { opener } from '../../support/databases.js';
import { findBarriers, isWiderThanWindow, keepPicture, useBrowser } from '../../web/support/browser.js';
import type { OpenedSession } from '../../web/support/sessions-in-memory.js';
import { openReportGround, type ReportGround, sample } from '../support/report-ground.js';
import { type ReportSite, startReportSite } from '../support/report-site.js';

const browser = useBrowser();
const open = opener('sqlite');

describe('the pages of records', () => {
  let ground: ReportGround;
  let site: ReportSite;
  let session: OpenedSession;
  let number: string;

  beforeAll(async () => {
    ground = await openReportGround(await open());
    site = await startReportSite(ground);
    session = await site.signIn(ground.institution);
    const file = sample({ rows: 25 });
    const first = await ground.send(file);
    await ground.work();
    number = first.number;
    const corrects = await ground.read(number);
    const correction = { purpose: 'correction', corrects, reason: '身高與體重對調' } as const;
    await ground.send(changed(file), { name: '更正.csv', correction });
    await ground.work();
  });

  afterAll(() => ground.close());

  it.each([
    ['zh-Hant', 1280],
    ['zh-Hant', 320],
    ['en', 1280],
    ['en', 320],
  ] as const)('are whole, without barriers and not too wide (%s, %i px)', async (language, width) => {
    const cookie = `${session.headers.cookie ?? ''}; lang=${language}`;
    const context = await browser().newContext({
      viewport: { width, height: 900 },
      extraHTTPHeaders: { ...session.headers, cookie },
    });
    const page = await context.newPage();
    const check = (name: string) => checkPage(page, `records-${name}-${language}-${width}`);

    await page.goto(`${site.url}/records`);
    await check('search');
    await page.locator('main form button').click();
    await page.locator('.govuk-error-summary').waitFor();
    await check('search-mended');
    await page.fill('#submission', number);
    await page.locator('main form button').click();
    await page.waitForURL(/results$/);
    // The cookie of this test is a header, which is lost on the way of a redirect.
    const results = new URL(page.url()).searchParams.get('next') ?? '';
    await page.goto(`${site.url}${results}`);
    expect(await page.locator('tbody tr').count()).toBe(20);
    await check('results');
    await page.goto(`${site.url}/records/${number}/2`);
    await check('record');
    await page.locator('form[action$="/show"] button').click();
    await page.locator('form[action$="/show"]').waitFor({ state: 'detached' });
    await check('record-shown');
    await page.goto(`${site.url}/records/${number}/3/withdraw`);
    await check('withdraw');
    await page.goto(`${site.url}/submissions/${number}/corrections`);
    await check('correct');
    await page.goto(`${site.url}/submissions/${number}`);
    await check('submission');
    await page.goto(`${site.url}/records/on-time`);
    await check('on-time');
    await context.close();
  });
});

async function checkPage(page: Page, name: string): Promise<void> {
  await keepPicture(page, name);
  expect(await page.locator('h1').count()).toBe(1);
  expect(await isWiderThanWindow(page)).toBe(false);
  expect(await findBarriers(page)).toEqual([]);
}

/** The first exam of a sample with another height. */
function changed(file: Buffer): Buffer {
  const [header = '', first = ''] = file.toString().split('\r\n');
  const at = header.split(',').indexOf('身高');
  const cells = first.match(/("([^"]|"")*"|[^,]*)(,|$)/g) ?? [];
  cells[at] = '171.5,';
  return Buffer.from(`${header}\r\n${cells.join('')}\r\n`);
}
