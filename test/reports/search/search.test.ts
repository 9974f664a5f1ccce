import { beforeAll, expect, it } from 'vitest';
import type { Database } from '../../../src/database/index.js';
import { describeOnEachDatabase } from '../../support/databases.js';
import { ask } from '../../web/support/ask.js';
import type { OpenedSession } from '../../web/support/sessions-in-memory.js';
import { addInstitution, openReportGround, type ReportGround, sample } from '../support/report-ground.js';
import { type ReportSite, startReportSite } from '../support/report-site.js';

describeOnEachDatabase('the search for exam records', (open) => {
  let ground: ReportGround;
  let site: ReportSite;
  let reporter: OpenedSession;
  let stranger: OpenedSession;
  let reviewer: OpenedSession;
  let number: string;
  /** The first row of the file, by header. */
  let worker: Record<string, string>;

  beforeAll(async () => {
    ground = await openReportGround(await open());
    site = await startReportSite(ground);
    const file = sample({ rows: 30 });
    number = (await ground.send(file)).number;
    await ground.work();
    worker = rowOf(file.toString().replace('\uFEFF', ''));
    reporter = await site.signIn(ground.institution);
    const other = await addInstitution(ground.db, '0101010101', 'other');
    stranger = await site.signIn(other);
    reviewer = await site.signInStaff(other.accountId, 'reviewer');
  });

  it('finds a worker by the exact ID number, which no address and no page shows', async () => {
    const results = await search(reporter, { worker: id() });
    expect(results.address).toMatch(/^\/records\/searches\/[\w-]{22}\/results$/);
    expect(results.page).toContain(`${number}/2`);
    expect(results.page).not.toContain(id());
    expect(results.page).toContain(`${id().slice(0, 2)}******${id().slice(-2)}`);
    expect(results.page).not.toContain(worker.姓名 ?? '?');
  });

  it('shows other institutions nothing, not even that there is a record', async () => {
    expect((await search(stranger, { worker: id() })).page).toContain('沒有符合條件的健檢紀錄');
    expect((await get(stranger, `/records/${number}/2`)).status).toBe(404);
    expect((await post(stranger, `/records/${number}/2/show`, {})).status).toBe(404);
  });

  it('shows the agency the records of all, for a reason', async () => {
    const without = await post(reviewer, '/records', { worker: id() });
    expect(without.status).toBe(422);
    const { page } = await search(reviewer, { worker: id(), reason: '職安字第1號' });
    expect(page).toContain(`${number}/2`);
    expect((await get(reviewer, `/records/${number}/2`)).status).toBe(404);
  });

  it('lets nobody but who searched see the results, and for an hour only', async () => {
    const { address } = await search(reporter, { employer: worker.事業單位統一編號 ?? '' });
    expect((await get(stranger, address)).status).toBe(404);
    ground.now = new Date(ground.now.getTime() + 61 * 60_000);
    expect((await get(reporter, address)).status).toBe(404);
  });

  it('narrows by everything that was filled in', async () => {
    const all = await search(reporter, { submission: number.toLowerCase() });
    expect(all.page).toContain('共 30 筆');
    const date = worker.檢查日期 ?? '';
    const one = {
      worker: id(),
      from: date,
      to: date,
      kind: 'general',
      employer: worker.事業單位統一編號 ?? '',
    };
    expect((await search(reporter, one)).page).toContain('共 1 筆');
    expect((await search(reporter, { ...one, kind: 'special' })).page).toContain('沒有符合條件');
    expect((await search(reporter, { ...one, from: '2001-01-01', to: '90/1/2' })).page).toContain(
      '沒有符合條件',
    );
  });

  it.each([
    [{}, '請至少填一項條件'],
    [{ kind: 'general' }, '請至少填一項條件'],
    [{ worker: 'A123456780' }, '證號的格式或檢查碼不符'],
    [{ employer: '12345678' }, '統一編號要是 8 位數字'],
    [{ from: '2026-13-01' }, '看不懂這個日期'],
    [{ from: '2026-02-01', to: '2026-01-01' }, '結束的日期比開始的日期早'],
    [{ submission: 'R-1' }, '申報批次編號像'],
    [{ hazard: '99' }, '請從選單中選取'],
  ])('asks to mend %j', async (form, sentence) => {
    const answer = await post(reporter, '/records', form);
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain(sentence);
  });

  it('shows a record masked, and in full only when asked; both are on the audit trail', async () => {
    const before = await looks(ground.db);
    const look = await (await get(reporter, `/records/${number}/2`)).text();
    expect(look).not.toContain(id());
    expect(look).not.toContain(worker.出生日期 ?? '?');
    expect(look).toContain('身高');
    const shown = await post(reporter, `/records/${number}/2/show`, {});
    expect(shown.headers.get('cache-control')).toBe('no-store');
    expect(await shown.text()).toContain(id());
    expect((await looks(ground.db)).slice(before.length)).toEqual(['record.view', 'record.unmask']);
  });

  it('writes every search for a worker down without the ID number', async () => {
    await search(reporter, { worker: id() });
    const rows = await ground.db('audit_entries').select('bytes');
    const entries = rows.map(({ bytes }) => String(bytes));
    expect(entries.filter((entry) => entry.includes('"record.search"')).length).toBeGreaterThan(0);
    expect(entries.filter((entry) => entry.includes(id()))).toEqual([]);
  });

  it('gives the results as a file, masked', async () => {
    const { address } = await search(reporter, { submission: number });
    const file = await get(reporter, `${address}.csv`);
    const text = await file.text();
    expect(text.trimEnd().split('\r\n')).toHaveLength(31);
    expect(text).not.toMatch(/[A-Z][12]\d{8}/);
  });

  function id(): string {
    return worker.身分證統一編號 ?? '?';
  }

  function get({ headers }: OpenedSession, path: string): Promise<Response> {
    return ask(`${site.url}${path}`, { headers });
  }

  function post({ headers, csrfToken }: OpenedSession, path: string, form: Record<string, string>) {
    const body = new URLSearchParams({ _csrf: csrfToken, ...form });
    return ask(`${site.url}${path}`, { method: 'POST', headers, body });
  }

  async function search(session: OpenedSession, form: Record<string, string>) {
    const answer = await post(session, '/records', form);
    expect(answer.status).toBe(303);
    const address = answer.headers.get('location') ?? '';
    return { address, page: await (await get(session, address)).text() };
  }
});

async function looks(db: Database): Promise<string[]> {
  const rows = await db('audit_entries').select('bytes').orderBy('seq');
  return rows
    .map(({ bytes }) => String(JSON.parse(String(bytes)).action))
    .filter((action) => action === 'record.view' || action === 'record.unmask');
}

/** The first row whose cells need no quotes stands first in a sample without mistakes. */
function rowOf(csv: string): Record<string, string> {
  const [header = '', first = ''] = csv.split('\r\n');
  const cells = first.match(/("([^"]|"")*"|[^,]*)(,|$)/g)?.map((cell) => cell.replace(/,$/, '')) ?? [];
  return Object.fromEntries(header.split(',').map((name, index) => [name, cells[index] ?? '']));
}
