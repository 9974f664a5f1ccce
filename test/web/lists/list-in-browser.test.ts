import { readFile } from 'node:fs/promises';
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { opener } from '../../support/databases.js';
import { readWorkbook } from '../../xlsx/read-workbook.js';
import { findBarriers, isWiderThanWindow, keepPicture, useBrowser } from '../support/browser.js';
import { person } from '../support/start-shell.js';
import { startListSite } from './list-site.js';
import { fillParcels } from './parcels.js';

const open = opener('sqlite');
const browser = useBrowser();

describe('a list in the browser', () => {
  let site: Awaited<ReturnType<typeof startListSite>>;
  let context: BrowserContext | undefined;

  beforeAll(async () => {
    const { db } = await open();
    await fillParcels(db, 1234);
    site = await startListSite(db);
  });

  afterEach(() => context?.close());

  async function openList(
    query: string,
    { language = 'en', ...options }: BrowserContextOptions & { language?: 'en' | 'zh-Hant' } = {},
  ): Promise<Page> {
    context = await browser().newContext({ viewport: { width: 1280, height: 900 }, ...options });
    const { value } = site.shell.sessions.open(person('supervisor'));
    await context.addCookies([
      { name: 'lang', value: language, url: site.shell.url },
      { name: '__Host-session', value, domain: '127.0.0.1', path: '/', secure: true },
    ]);
    const page = await context.newPage();
    await page.goto(`${site.shell.url}/parcels${query}`);
    return page;
  }

  const looks = [
    ['whole', ''],
    ['narrowed', '?q=P000&state=lost&sort=weight&page=3'],
    ['to be mended', '?sent-from=2026-02-02&sent-to=2026-02-01&size=7'],
    ['nothing found', '?q=nothing'],
    ['beyond', '?after=200&size=50'],
  ] as const;

  for (const language of ['zh-Hant', 'en'] as const) {
    for (const width of [320, 1280]) {
      it.each(looks)(`has no barriers and fits: %s (${language}, ${width} px)`, async (name, query) => {
        const page = await openList(query, { language, viewport: { width, height: 900 } });
        expect(await findBarriers(page)).toEqual([]);
        expect(await isWiderThanWindow(page)).toBe(false);
        await keepPicture(page, `list-${name.replaceAll(' ', '-')}-${language}-${width}`);
      });
    }
  }

  it('is filtered, sorted and turned over by keyboard alone, without scripts', async () => {
    const page = await openList('', { javaScriptEnabled: false });
    await page.getByLabel('Number or file name').focus();
    await page.keyboard.type('p0');
    await page.keyboard.press('Enter');
    await page.waitForURL(/q=p0/);
    const head = page.getByRole('columnheader', { name: 'Submission' }).getByRole('link');
    await head.focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/sort=number/);
    expect(await page.getByRole('columnheader', { name: 'Submission' }).getAttribute('aria-sort')).toBe(
      'ascending',
    );
    expect(await page.getByRole('rowheader').first().textContent()).toBe('P000001');
    await page.getByRole('link', { name: 'Next', exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/page=2/);
    expect(await page.getByRole('rowheader').first().textContent()).toBe('P000021');
    expect(await page.getByLabel('Number or file name').inputValue()).toBe('p0');
    await page.getByRole('link', { name: 'Clear filter', exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/parcels\?sort=number/);
    expect(await page.getByLabel('Number or file name').inputValue()).toBe('');
  });

  it('keeps order and size when it is filtered again', async () => {
    const page = await openList('?sort=weight&size=50');
    await page.getByLabel('Status').selectOption('lost');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.waitForURL(/state=lost/);
    const { searchParams } = new URL(page.url());
    expect(Object.fromEntries(searchParams)).toMatchObject({ sort: 'weight', size: '50', state: 'lost' });
    expect(await page.getByRole('rowheader').count()).toBe(50);
  });

  it('is downloaded as it is shown', async () => {
    const page = await openList('?state=lost&sort=number');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Excel (XLSX)' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('Submissions-2026-11-22.xlsx');
    const { rows } = readWorkbook(await readFile(await download.path()));
    expect([rows.length - 1, rows[1]?.[0]?.[2], rows[1]?.[2]?.[2]]).toEqual([411, 'P001232', 'lost']);
  });
});
