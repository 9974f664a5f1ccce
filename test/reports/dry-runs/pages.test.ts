import ExcelJS from 'exceljs';
import { beforeAll, expect, it } from 'vitest';
import { describeOnEachDatabase } from '../../support/databases.js';
import { ask } from '../../web/support/ask.js';
import type { OpenedSession } from '../../web/support/sessions-in-memory.js';
import { acceptGoodRows } from '../support/accept-good-rows.js';
import {
  addInstitution,
  openReportGround,
  type ReportGround,
  sample,
  sampleWithWarning,
  start,
} from '../support/report-ground.js';
import { type ReportSite, startReportSite } from '../support/report-site.js';

describeOnEachDatabase('the pages of files that are only tried', (open) => {
  let ground: ReportGround;
  let site: ReportSite;
  let session: OpenedSession;

  beforeAll(async () => {
    ground = await openReportGround(await open());
    site = await startReportSite(ground);
    session = await site.signIn(ground.institution);
  });

  it('say that nothing was tried yet, and where a file is reported', async () => {
    const page = await text('/dry-runs');
    expect(page).toContain('這一天內還沒有試檢過。選好檔案後，按「開始試檢」。');
    expect(page).toContain('href="/submissions/new"');
    expect(await text('/submissions/new')).toContain(
      '<a class="govuk-link" href="/dry-runs">先試檢，不申報</a>',
    );
  });

  it('take a file, have it judged and lead on to the upload form, with nothing reported', async () => {
    const path = await tryFile(sample());
    const waiting = await text(path);
    expect(waiting).toContain('檔案已收到，正在排隊或檢查。');
    const status = (await (await get(`${path}/status`)).json()) as unknown;
    expect(status).toEqual({
      state: 'waiting',
      underWay: true,
      percent: null,
      text: '檔案已收到，正在排隊或檢查。',
    });
    await ground.work();
    const judged = await text(path);
    expect(judged).toContain('10 筆都沒有錯誤，可以正式上傳。');
    expect(judged).toContain('這只是試檢，還沒有申報。');
    expect(judged).toContain('href="/submissions/new?kind=general"');
    expect(await text('/dry-runs')).toContain('可以申報');
    for (const table of ['submissions', 'exam_records', 'mails', 'receipts', 'documents']) {
      expect(await ground.db(table).count({ n: '*' }), table).toEqual([{ n: 0 }]);
    }
    expect(ground.storedFiles()).toEqual([]);
  });

  it('tell every cell to mend, and hand out every finding as a file', async () => {
    const path = await tryFile(sample({ rows: 40, errors: 17, seed: 2 }));
    await ground.work();
    const page = await text(path);
    expect(page).toContain('現在上傳不會收件：40 筆中有 17 筆需要修正。');
    expect(page).toContain('證號的檢查碼不符，可能有字母或數字打錯。請對照證件。');
    expect(page).toContain('href="/dry-runs?kind=general"');
    expect(page).not.toMatch(/[A-Z][12]\d{8}/);
    const csv = await text(`${path}/findings.csv`);
    expect(csv.startsWith('\uFEFF列,欄,')).toBe(true);
    const lines = csv.trimEnd().split('\r\n');
    const answer = await get(`${path}/findings.xlsx`);
    const number = path.split('/').at(-1);
    expect(answer.headers.get('content-disposition')).toContain(
      encodeURIComponent(`試檢結果-${number}.xlsx`),
    );
    const workbook = new ExcelJS.Workbook();
    await workbook.xlsx.load(await answer.arrayBuffer());
    expect(workbook.worksheets[0]?.rowCount).toBe(lines.length);
    // The list is all that is left of the file.
    expect(ground.storedFiles()).toEqual(
      await ground
        .db('documents')
        .where({ owner: `dry-run:${number}` })
        .pluck('id'),
    );
  });

  it('hand out the rows that would come back, where good rows are taken without them', async () => {
    await acceptGoodRows(ground);
    const path = await tryFile(sample({ rows: 30, errors: 3, seed: 4 }));
    await ground.work();
    const page = await text(path);
    expect(page).toContain('現在上傳會收下 27 筆，退回 3 筆。');
    expect(page).toContain('部分可收件');
    expect(page).toContain(`href="${path}/refused.xlsx"`);
    const [header, ...rows] = (await text(`${path}/refused.csv`)).trimEnd().split('\r\n');
    expect(header).toMatch(/,退回原因$/);
    expect(rows).toHaveLength(3);
    const answer = await get(`${path}/refused.xlsx`);
    const number = path.split('/').at(-1);
    expect(answer.headers.get('content-disposition')).toContain(
      encodeURIComponent(`試檢會退回的列-${number}.xlsx`),
    );
    const workbook = new ExcelJS.Workbook();
    await workbook.xlsx.load(await answer.arrayBuffer());
    expect(workbook.worksheets[0]?.rowCount).toBe(4);
    const notes = await ground.db('audit_entries').where({ action: 'dry-run.refused-rows' });
    expect(notes.map((entry) => entry.target_reference)).toEqual([number, number]);
    expect((await get(`${await tryFile(sample())}/refused.csv`)).status).toBe(404);
    await ground.work();
  });

  it('tell why a whole file would be refused, and of warnings to look at', async () => {
    const stopped = await tryFile(Buffer.from('%PDF-1.7'));
    const doubtful = await tryFile(sampleWithWarning());
    await ground.work();
    expect(await text(stopped)).toContain('這個檔案是 PDF 文件，無法從中讀取資料。');
    expect((await get(`${stopped}/findings.csv`)).status).toBe(404);
    const page = await text(doubtful);
    expect(page).toContain('其中 1 處警告請先核對；正式上傳後要勾選確認才會收件。');
    expect(page).toContain('20 筆都沒有錯誤，可以正式上傳。');
  });

  it('show the form again with what was chosen when the file is missing, or the kind not open to the institution', async () => {
    const missing = await send('general');
    expect(missing.status).toBe(422);
    const page = await missing.text();
    expect(page).toContain('還沒有選擇檔案。請選擇要試檢的檔案，再按「開始試檢」。');
    expect(page).toContain('href="#file"');
    expect(page).toContain('id="file-error"');

    const special = await send('special', sample());
    expect(special.status).toBe(403);
    expect(await special.text()).toMatch(/value="special" checked/);
    expect(ground.storedFiles()).toHaveLength(await countDocuments());
  });

  it('are nobody’s but the account’s that sent the file, a colleague’s neither', async () => {
    const path = await tryFile(sample({ errors: 2 }));
    await ground.work();
    const colleague = await addColleague();
    const other = await addInstitution(ground.db, '0101010101', 'other');
    for (const who of [colleague, other]) {
      const { headers, csrfToken } = await site.signIn(who);
      for (const below of [
        '',
        '/status',
        '/findings.csv',
        '/findings.xlsx',
        '/refused.csv',
        '/refused.xlsx',
      ]) {
        expect((await ask(`${site.url}${path}${below}`, { headers })).status, below).toBe(404);
      }
      const body = new URLSearchParams({ _csrf: csrfToken });
      expect((await ask(`${site.url}${path}/remove`, { method: 'POST', headers, body })).status).toBe(404);
      const list = await (await ask(`${site.url}/dry-runs`, { headers })).text();
      expect(list).not.toContain(path);
    }
    expect((await get(path)).status).toBe(200);
  });

  it('keep the line short, and list what was tried page by page', async () => {
    for (let file = 0; file < 20; file += 1) await tryFile(sample({ rows: 1 }));
    const answer = await send('general', sample({ rows: 1 }));
    expect(answer.status).toBe(429);
    expect(await answer.text()).toContain('貴機構已有 20 個檔案等候試檢。請等其中幾個檢查完，再送下一個。');
    const first = await text('/dry-runs');
    expect(first.match(/href="\/dry-runs\/D/g)).toHaveLength(20);
    expect(first).toContain('href="?page=2"');
    expect(await text('/dry-runs?page=2')).toContain('href="/dry-runs/D');
    await ground.work();
  });

  it('throw a result away with its files when it is told to, and when its day is over', async () => {
    const removed = await tryFile(sample({ errors: 2, seed: 5 }));
    const kept = await tryFile(sample({ errors: 2, seed: 6 }));
    await ground.work();
    const body = new URLSearchParams({ _csrf: session.csrfToken });
    const answer = await ask(`${site.url}${removed}/remove`, {
      method: 'POST',
      headers: session.headers,
      body,
    });
    expect(answer.headers.get('location')).toBe('/dry-runs?done=removed');
    expect(await text('/dry-runs?done=removed')).toContain('試檢結果已刪除。');
    const number = removed.split('/').at(-1);
    expect(await ground.db('dry_runs').where({ number })).toEqual([]);
    expect(await ground.db('documents').where({ owner: `dry-run:${number}` })).toEqual([]);
    const notes = await ground.db('audit_entries').where({ target_reference: number }).pluck('action');
    expect(notes.sort()).toEqual(['dry-run.receive', 'dry-run.remove']);

    ground.now = new Date(start.getTime() + 24 * 3_600_000);
    const over = await get(kept);
    expect(over.status).toBe(404);
    expect(await over.text()).toContain(
      '找不到這次試檢：可能已經刪除，或超過保留的一天。請再送一次檔案試檢。',
    );
    expect(await text('/dry-runs')).toContain('這一天內還沒有試檢過。');
    ground.now = start;
  });

  function get(path: string): Promise<Response> {
    return ask(`${site.url}${path}`, { headers: session.headers });
  }

  async function text(path: string): Promise<string> {
    return Buffer.from(await (await get(path)).arrayBuffer()).toString('utf8');
  }

  /** Sends the form; without a file when none is given. */
  function send(kind: string, file?: Buffer): Promise<Response> {
    const fields = { _csrf: session.csrfToken, kind };
    const parts = Object.entries(fields).map(
      ([name, value]) => `content-disposition: form-data; name="${name}"\r\n\r\n${value}`,
    );
    if (file !== undefined) {
      parts.push(`content-disposition: form-data; name="file"; filename="exams.csv"\r\n\r\n${file}`);
    }
    const body = `--part\r\n${parts.join('\r\n--part\r\n')}\r\n--part--\r\n`;
    const headers = { ...session.headers, 'content-type': 'multipart/form-data; boundary=part' };
    return ask(`${site.url}/dry-runs`, { method: 'POST', headers, body });
  }

  async function countDocuments(): Promise<number> {
    const [counted] = await ground.db('documents').count({ n: '*' });
    return Number(counted?.n);
  }

  /** Gives the path of the result. */
  async function tryFile(file: Buffer): Promise<string> {
    const answer = await send('general', file);
    expect(answer.status).toBe(303);
    return answer.headers.get('location') ?? '';
  }

  /** Another account of the same institution. */
  async function addColleague() {
    const { db, institution } = ground;
    const { id: _id, ...row } = await db('accounts').where({ id: institution.accountId }).first();
    const [accountId] = await db('accounts').insert({
      ...row,
      user_name: 'colleague',
      user_name_key: 'colleague',
      email: 'colleague@example.com',
    });
    return { ...institution, accountId: Number(accountId) };
  }
});
