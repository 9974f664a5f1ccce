import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findReceiptOf } from '../../../src/reports/receipts/receipt-store.js';
import { opener } from '../../support/databases.js';
import { findBarriers, isWiderThanWindow, keepPicture, useBrowser } from '../../web/support/browser.js';
import { groundAfterDeletion } from '../support/ground-after-deletion.js';
import { startReportSite } from '../support/report-site.js';

const browser = useBrowser();
const open = opener('sqlite');
let url: string;
let cookie: string;
let submissions: Awaited<ReturnType<typeof groundAfterDeletion>>;
let receipt: string;

beforeAll(async () => {
  submissions = await groundAfterDeletion(await open());
  const { ground, first } = submissions;
  const site = await startReportSite(ground);
  url = site.url;
  cookie = (await site.signIn(ground.institution)).headers.cookie ?? '';
  receipt = (await findReceiptOf(ground.db, first.id))?.number ?? '';
});
afterAll(() => submissions?.ground.close());

const pages: readonly (readonly [name: string, pathOf: () => string])[] = [
  ['submission', () => `/submissions/${submissions.first.number}`],
  ['withdrawal', () => `/submissions/${submissions.withdrawal.number}`],
  ['list', () => '/submissions'],
  ['receipt', () => `/submissions/${submissions.first.number}/receipt`],
  ['verification', () => `/receipts/verify?number=${receipt}`],
  ['record', () => `/records/${submissions.first.number}/2`],
];

describe.each([
  ['zh-Hant', 1280],
  ['zh-Hant', 320],
  ['en', 1280],
  ['en', 320],
] as const)('after records were deleted, in %s at %i px,', (language, width) => {
  it.each(pages)('the page of the %s is whole, without barriers and not too wide', async (name, pathOf) => {
    const context = await browser().newContext({
      viewport: { width, height: 900 },
      extraHTTPHeaders: { cookie: `${cookie}; lang=${language}` },
    });
    const page = await context.newPage();
    await page.goto(`${url}${pathOf()}`);
    await page.locator('h1').waitFor();
    await keepPicture(page, `deleted-${name}-${language}-${width}`);
    expect(await findBarriers(page)).toEqual([]);
    expect(await isWiderThanWindow(page)).toBe(false);
    await context.close();
  });
});
