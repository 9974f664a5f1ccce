import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { opener } from '../../support/databases.js';
import { findBarriers, isWiderThanWindow, keepPicture, useBrowser } from '../../web/support/browser.js';
import type { OpenedSession } from '../../web/support/sessions-in-memory.js';
import { openReportGround, type ReportGround, sample } from '../support/report-ground.js';
import { type ReportSite, startReportSite } from '../support/report-site.js';

const browser = useBrowser();
const open = opener('sqlite');

describe('the choice to accept rows without errors', () => {
  let ground: ReportGround;
  let site: ReportSite;
  let manager: OpenedSession;
  let supervisor: OpenedSession;

  beforeAll(async () => {
    ground = await openReportGround(await open());
    site = await startReportSite(ground);
    manager = await site.signIn(ground.institution, { role: 'manager' });
    supervisor = site.signInStaff(ground.institution.accountId, 'supervisor');
  });

  afterAll(() => ground.close());

  it('is a manager’s only where the agency leaves it to institutions, and is audited', async () => {
    const closed = await get('/submissions/policy', manager);
    expect(closed).toContain('主管機關規定');
    expect(closed).not.toContain('name="rows"');
    const refused = await post('/submissions/policy', manager, { rows: 'good' });
    expect(await refused.text()).toContain('目前規定有任何錯誤就整個檔案都不收');
    const unchosen = await post('/report-policy', supervisor, {});
    expect(await unchosen.text()).toContain('請選擇檔案裡有錯誤時要怎麼處理');
    expect(await ground.db('report_policies').count({ n: '*' })).toEqual([{ n: 0 }]);

    const allowed = await post('/report-policy', supervisor, { rows: 'good', strict: 'RPT_VALUE_UNUSUAL' });
    expect(allowed.headers.get('location')).toBe('/report-policy?done=yes');
    const chosen = await post('/submissions/policy', manager, { rows: 'good' });
    expect(chosen.headers.get('location')).toBe('/submissions/policy?done=yes');
    const kept = await ground
      .db('report_policies')
      .orderBy('id')
      .select('institution_id', 'rows_policy', 'strict_codes');
    expect(kept).toEqual([
      { institution_id: null, rows_policy: 'good', strict_codes: '["RPT_VALUE_UNUSUAL"]' },
      { institution_id: ground.institution.id, rows_policy: 'good', strict_codes: '[]' },
    ]);
    const entries = await ground.db('audit_entries').where({ action: 'report-policy.set' }).pluck('bytes');
    expect(entries.map((entry) => JSON.parse(String(entry)).detail.after)).toEqual([
      { rows: 'good', strict: ['RPT_VALUE_UNUSUAL'] },
      { rows: 'good', strict: [] },
    ]);
    expect(await get('/submissions/new', manager)).toContain('有錯誤的列會退回並說明原因');
  });

  it.each([
    ['zh-Hant', 1280],
    ['zh-Hant', 320],
    ['en', 1280],
    ['en', 320],
  ] as const)(
    'is on pages that are whole, without barriers and not too wide (%s, %i px)',
    async (language, width) => {
      await post('/report-policy', supervisor, { rows: 'good' });
      await post('/submissions/policy', manager, { rows: 'good' });
      const seed = width + language.length;
      const accepted = await send(withErrors(seed));
      const waiting = await send(withErrors(seed + 5_000, '211.0'));
      const context = await browser().newContext({ viewport: { width, height: 900 } });
      const page = await context.newPage();

      const show = async (session: OpenedSession, path: string, name: string) => {
        const cookie = `${session.headers.cookie ?? ''}; lang=${language}`;
        await page.setExtraHTTPHeaders({ ...session.headers, cookie });
        await page.goto(`${site.url}${path}`);
        await checkPage(page, `report-policy-${name}-${language}-${width}`);
      };
      await show(supervisor, '/report-policy?done=yes', 'agency');
      await show(manager, '/submissions/policy?done=yes', 'institution');
      await show(manager, '/submissions', 'list');
      await show(manager, `/submissions/${accepted}`, 'accepted');
      await show(manager, `/submissions/${waiting}`, 'waiting');
      await context.close();
    },
  );

  async function send(file: Buffer): Promise<string> {
    const { number } = await ground.send(file);
    await ground.work();
    return number;
  }

  async function get(path: string, { headers }: OpenedSession): Promise<string> {
    return (await fetch(`${site.url}${path}`, { headers })).text();
  }

  function post(
    path: string,
    { headers, csrfToken }: OpenedSession,
    fields: Readonly<Record<string, string>>,
  ): Promise<Response> {
    const body = new URLSearchParams({ _csrf: csrfToken, ...fields });
    return fetch(`${site.url}${path}`, { method: 'POST', headers, body, redirect: 'manual' });
  }
});

async function checkPage(page: Page, name: string): Promise<void> {
  await keepPicture(page, name);
  expect(await page.locator('h1').count()).toBe(1);
  expect(await isWiderThanWindow(page)).toBe(false);
  expect(await findBarriers(page)).toEqual([]);
}

/** Exams of which two have errors and the first has the height given. */
function withErrors(seed: number, height = '170.0'): Buffer {
  const [head = '', ...all] = sample({ rows: 40, seed }).toString().split('\r\n');
  const names = head.split(',');
  const rows = all.filter((row) => !row.includes('"') && row.split(',').length === names.length).slice(0, 12);
  const lines = rows.map((row, index) => {
    const cells = row.split(',');
    if (index === 0) cells[names.indexOf('身高')] = height;
    if (index === 3 || index === 7) cells[names.indexOf('性別')] = '男人';
    if (index === 7) cells[names.indexOf('收縮壓')] = '12';
    return cells.join(',');
  });
  return Buffer.from([head, ...lines].join('\r\n'));
}
