import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { toStoredTime } from '../../../src/clock.js';
import { type FaultKind, faultKinds } from '../../../src/reports/reconciliation/fault.js';
import { opener } from '../../support/databases.js';
import { findBarriers, isWiderThanWindow, keepPicture, useBrowser } from '../../web/support/browser.js';
import { openReportGround, type ReportGround } from '../support/report-ground.js';
import { type ReportSite, startReportSite } from '../support/report-site.js';

vi.setConfig({ testTimeout: 60_000 });

const browser = useBrowser();
const open = opener('sqlite');

describe('the page of what does not add up', () => {
  let ground: ReportGround;
  let site: ReportSite;

  beforeAll(async () => {
    ground = await openReportGround(await open());
    site = await startReportSite(ground);
    await ground.db('reconciliation_faults').insert(faultKinds.map((kind, n) => lineOf(kind, n)));
  });

  afterAll(() => ground.close());

  it.each([
    { language: 'zh-Hant', width: 1280 },
    { language: 'zh-Hant', width: 320 },
    { language: 'en', width: 1280 },
    { language: 'en', width: 320 },
  ] as const)('can be read in $language at $width px, by everybody', async ({ language, width }) => {
    const context = await browser().newContext({ viewport: { width, height: 900 } });
    const page = await context.newPage();
    const { headers } = site.signInStaff(ground.institution.accountId, 'supervisor');
    await page.setExtraHTTPHeaders({ ...headers, cookie: `${headers.cookie ?? ''}; lang=${language}` });
    await page.goto(`${site.url}/reconciliation`);
    await keepPicture(page, `reconciliation-${language}-${width}`);
    expect(await page.locator('h1').count()).toBe(1);
    expect(await page.locator('tbody tr').count()).toBe(faultKinds.length);
    expect(await isWiderThanWindow(page)).toBe(false);
    expect(await findBarriers(page)).toEqual([]);
    await context.close();
  });

  function lineOf(kind: FaultKind, n: number) {
    const isFile = kind === 'lostfile' || kind === 'strayfile';
    return {
      kind,
      subject: isFile ? '0123456789abcdef'.repeat(2) : `S1151122-4F34R${n}`,
      expected: 1_000 + n,
      found: n,
      state: n % 3 === 2 ? 'ended' : 'open',
      found_at: toStoredTime(new Date(ground.now.getTime() - n * 60_000)),
      ended_at: n % 3 === 2 ? toStoredTime(ground.now) : null,
    };
  }
});
