import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { proposeDeletion } from '../../src/reports/retention/propose-deletion.js';
import { opener } from '../support/databases.js';
import { findBarriers, isWiderThanWindow, keepPicture, useBrowser } from '../web/support/browser.js';
import { openReportGround, type ReportGround, sample } from './support/report-ground.js';
import { type ReportSite, startReportSite } from './support/report-site.js';
import { addSupervisors } from './support/supervisors.js';

const browser = useBrowser();
const open = opener('sqlite');

type Headers = Readonly<Record<string, string>>;

describe('the pages of statistics, keeping and exports', () => {
  let ground: ReportGround;
  let site: ReportSite;
  let number: string;
  let supervisor: Headers;
  let reporter: Headers;
  let search: string;
  let proposal: number;

  beforeAll(async () => {
    ground = await openReportGround(await open());
    const { db } = ground;
    const people = await addSupervisors(db);
    const sent = await ground.send(sample({ rows: 60 }));
    number = sent.number;
    await ground.send(Buffer.from('身分證統一編號\r\n'), { name: '空.csv' });
    await ground.send(sample({ rows: 20, errors: 8, seed: 12 }), { name: '錯.csv' });
    await ground.work();
    for (let row = 2; row < 42; row += 1) {
      const hazard_code = ['02', '23', '05', '15'][row % 4];
      const exam_date = `202${(row % 5) + 2}-0${(row % 9) + 1}-15`;
      await db('exam_records')
        .where({ submission_id: sent.id, row_no: row })
        .update({ kind: 'special', hazard_code, level: ((row * 7) % 4) + 1, exam_date });
    }
    await db('exam_records')
      .where({ submission_id: sent.id, row_no: 50 })
      .update({ exam_date: '2015-01-01' });
    proposal = await proposeDeletion(ground.services, '115 年度清理，職安字第 1150001234 號', people.first);
    await db('record_searches').insert({
      id: 'a'.repeat(22),
      account_id: people.second.accountId,
      criteria: JSON.stringify({ submission: number }),
      reason: '職災調查',
      expires_at: '2027-01-01T00:00:00.000Z',
    });
    search = `/records/searches/${'a'.repeat(22)}`;
    site = await startReportSite(ground);
    supervisor = site.signInStaff(people.second.accountId, 'supervisor').headers;
    reporter = (await site.signIn(ground.institution)).headers;
  });

  afterAll(() => ground.close());

  const pages: readonly (readonly [name: string, headersOf: () => Headers, pathOf: () => string])[] = [
    ['statistics', () => supervisor, () => '/statistics/records?year=2026'],
    ['statistics-mended', () => supervisor, () => '/statistics/records?institution=1'],
    ['retention', () => supervisor, () => '/retention'],
    ['proposal', () => supervisor, () => `/retention/proposals/${proposal}`],
    ['results', () => supervisor, () => `${search}/results`],
    ['export', () => supervisor, () => `${search}/export`],
    ['withdraw', () => reporter, () => `/submissions/${number}/withdraw`],
  ];

  describe.each([
    ['zh-Hant', 1280],
    ['zh-Hant', 320],
    ['en', 1280],
    ['en', 320],
  ] as const)('%s, %i px', (language, width) => {
    it.each(pages)('%s is whole, without barriers and not too wide', async (name, headersOf, pathOf) => {
      const headers = headersOf();
      const context = await browser().newContext({
        viewport: { width, height: 900 },
        extraHTTPHeaders: { ...headers, cookie: `${headers.cookie ?? ''}; lang=${language}` },
      });
      const page = await context.newPage();
      await page.goto(`${site.url}${pathOf()}`);
      await checkPage(page, `after-${name}-${language}-${width}`);
      await context.close();
    });
  });
});

async function checkPage(page: Page, name: string): Promise<void> {
  await page.locator('h1').waitFor();
  await keepPicture(page, name);
  expect(await findBarriers(page)).toEqual([]);
  expect(await isWiderThanWindow(page)).toBe(false);
}
