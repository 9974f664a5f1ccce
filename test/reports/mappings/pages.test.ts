import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadReport } from '../../../src/reports/findings/load-report.js';
import { opener } from '../../support/databases.js';
import { ask } from '../../web/support/ask.js';
import { findBarriers, isWiderThanWindow, keepPicture, useBrowser } from '../../web/support/browser.js';
import type { OpenedSession } from '../../web/support/sessions-in-memory.js';
import { openReportGround, type ReportGround, sample } from '../support/report-ground.js';
import { type ReportSite, startReportSite } from '../support/report-site.js';

const browser = useBrowser();
const open = opener('sqlite');

const mapping = `{
  "mapping": 1,
  "kind": "general",
  "columns": {
    "證號": "worker_id",
    "性別代號": { "column": "sex", "codes": { "1": "M", "2": "F" } }
  },
  "leaveOut": ["病歷號"]
}
`;
const page = '/submissions/mappings/general';

describe('the mapping of an institution', () => {
  let ground: ReportGround;
  let site: ReportSite;
  let manager: OpenedSession;

  beforeAll(async () => {
    ground = await openReportGround(await open());
    site = await startReportSite(ground);
    manager = await site.signIn(ground.institution, { role: 'manager' });
  });

  afterAll(() => ground.close());

  const get = (path: string) => ask(`${site.url}${path}`, { headers: manager.headers });
  const post = (fields: Readonly<Record<string, string>>, path = page) =>
    ask(`${site.url}${path}`, {
      method: 'POST',
      headers: manager.headers,
      body: new URLSearchParams({ _csrf: manager.csrfToken, ...fields }),
    });

  it('is read before it is kept: faults by line with what was typed, then how files would be read', async () => {
    const faulty = await post({ step: 'keep', text: mapping.replace('worker_id', 'worker') });
    expect(faulty.status).toBe(422);
    const page = await faulty.text();
    expect(page).toContain('欄位對照有 1 處需要修正');
    expect(page).toContain('第 5 行：「證號」對應的「worker」不是這種健檢的欄位。');
    expect(page).toContain('&quot;證號&quot;: &quot;worker&quot;');
    const preview = await (await post({ step: 'check', text: mapping })).text();
    expect(preview).toContain('身分證統一編號 <span class="jb-code jb-code--small">worker_id</span>');
    expect(preview).toContain('<span class="jb-code">1</span> → 男、<span class="jb-code">2</span> → 女');
    expect(preview).toContain('不申報、不讀取的欄位：病歷號');
    const other = await post({ step: 'keep', text: mapping.replace('general', 'special') });
    expect([other.status, (await other.text()).includes('這個對照檔寫的是另一種健檢')]).toEqual([422, true]);
    expect(await ground.db('report_mappings')).toEqual([]);
  });

  it('is taken from a file as well, and other files are refused at the field', async () => {
    const good = await upload('mapping.json', Buffer.from(mapping.replaceAll('\n', '\r\n')));
    expect([good.status, (await good.text()).includes('採用這個對照')]).toEqual([200, true]);
    for (const [bytes, status, sentence] of [
      [Buffer.alloc(0), 422, '還沒有選擇對照檔'],
      [Buffer.from([0x7b, 0xa4, 0x40]), 422, '不是 UTF-8 的文字檔'],
      [Buffer.alloc(100_000, 0x20), 413, '這個檔案太大'],
      [Buffer.from('{'), 422, '第 1 行：這一行附近不是正確的 JSON'],
    ] as const) {
      const answer = await upload('mapping.json', bytes);
      expect([answer.status >= 400, (await answer.text()).includes(sentence)], sentence).toEqual([
        status >= 400,
        true,
      ]);
    }
    expect(await ground.db('report_mappings')).toEqual([]);
  });

  it('holds for files from then on, by the version of the day they came, and every version is kept', async () => {
    const before = await ground.send(own(1));
    expect((await post({ step: 'keep', text: mapping })).headers.get('location')).toBe(`${page}?done=kept`);
    expect(await (await get(`${page}?done=kept`)).text()).toContain('已採用第 1 版。');
    const during = await ground.send(own(2));
    expect((await post({ step: 'stop' })).headers.get('location')).toBe(`${page}?done=stopped`);
    expect((await post({ step: 'stop' })).status).toBe(303);
    const after = await ground.send(own(3));
    await ground.work();
    expect(ground.failures).toEqual([]);
    const states = await Promise.all([before, during, after].map(({ number }) => ground.read(number)));
    expect(states.map(({ state, stop }) => [state, stop?.code])).toEqual([
      ['refused', 'RPT_FILE_HEADER_UNKNOWN'],
      ['accepted', undefined],
      ['refused', 'RPT_FILE_HEADER_UNKNOWN'],
    ]);
    const refused = await (await get(`/submissions/${before.number}`)).text();
    expect(refused).toContain('href="/rules#RPT_FILE_HEADER_UNKNOWN"');
    expect(refused).toContain('href="/submissions/mappings/general"');
    expect(await (await get(`/submissions/${during.number}`)).text()).toContain('第 1 版');
    const kept = await ground.db('report_mappings').orderBy('version').select('kind', 'version', 'content');
    expect(kept).toEqual([
      { kind: 'general', version: 1, content: mapping },
      { kind: 'general', version: 2, content: null },
    ]);
    expect(await (await get(`${page}/1.json`)).text()).toBe(mapping);
    expect((await get(`${page}/2.json`)).status).toBe(404);
    const actions = await ground.db('audit_entries').whereLike('action', 'report-mapping.%').pluck('action');
    expect(actions).toEqual(['report-mapping.set', 'report-mapping.stop']);
  });

  it('names the columns of findings as the file does', async () => {
    await post({ step: 'keep', text: mapping });
    const { number } = await ground.send(own(4, (cells) => cells.replace(/,[12],/, ',3,')));
    await ground.work();
    const submission = await ground.read(number);
    const kept = await loadReport(ground.services, submission.id);
    expect(kept?.report.groups.map(({ code, column }) => [code, column?.letter, column?.name])).toEqual([
      ['RPT_CODE_UNKNOWN', 'H', '性別代號（性別）'],
    ]);
    const shown = await (await get(`/submissions/${number}`)).text();
    expect(shown).toContain('性別代號（性別）');
    expect(shown).toContain('href="/rules#RPT_CODE_UNKNOWN"');
  });

  it('is no other institution’s, and no reporter’s to set', async () => {
    const reporter = await site.signIn(ground.institution);
    expect((await ask(`${site.url}${page}`, { headers: reporter.headers })).status).toBe(403);
    expect((await get('/submissions/mappings/dental')).status).toBe(404);
  });

  it.each([
    ['zh-Hant', 1280],
    ['zh-Hant', 320],
    ['en', 1280],
    ['en', 320],
  ] as const)(
    'has pages that are whole, without barriers and not too wide (%s, %i px)',
    async (language, width) => {
      const cookie = `${manager.headers.cookie ?? ''}; lang=${language}`;
      const context = await browser().newContext({
        viewport: { width, height: 900 },
        extraHTTPHeaders: { ...manager.headers, cookie },
      });
      const shown = await context.newPage();
      const check = async (name: string) => {
        await keepPicture(shown, `mapping-${name}-${language}-${width}`);
        expect(await shown.locator('h1').count()).toBe(1);
        expect(await findBarriers(shown)).toEqual([]);
        expect(await isWiderThanWindow(shown)).toBe(false);
      };
      await shown.goto(`${site.url}${page}`);
      await check('set');
      await shown.fill('#text', mapping.replace('"M"', '"X"').replace('worker_id', 'blood'));
      await shown.locator('button[value=check]').click();
      await shown.locator('.govuk-error-summary').waitFor();
      await check('faults');
      await shown.fill('#text', mapping);
      await shown.locator('button[value=check]').click();
      await shown.locator('button[value=keep]').waitFor();
      await check('preview');
      await context.close();
    },
  );

  async function upload(name: string, bytes: Buffer): Promise<Response> {
    const form = new FormData();
    form.set('_csrf', manager.csrfToken);
    form.set('file', new Blob([new Uint8Array(bytes)]), name);
    const encoded = new Response(form);
    return fetch(`${site.url}${page}/file`, {
      method: 'POST',
      headers: { ...manager.headers, 'content-type': encoded.headers.get('content-type') ?? '' },
      body: await encoded.arrayBuffer(),
    });
  }
});

/** A file of the institution: a column of its own, own names, the sex by numbers. */
function own(seed: number, change: (cells: string) => string = (cells) => cells): Buffer {
  const [header = '', ...rows] = sample({ rows: 5, seed }).toString().trimEnd().split(/\r?\n/);
  const lines = rows.map((row) => `7,${row.replace(',M,', ',1,').replace(',F,', ',2,')}`);
  const named = header
    .replace('身分證統一編號', '證號')
    .replace('性別', '性別代號')
    .replace(/^\uFEFF/, '');
  return Buffer.from(`${[`病歷號,${named}`, change(lines[0] ?? ''), ...lines.slice(1)].join('\r\n')}\r\n`);
}
