import ExcelJS from 'exceljs';
import { beforeAll, describe, expect, it } from 'vitest';
import { opener } from '../../support/databases.js';
import { ask, jsonOf } from '../../web/support/ask.js';
import type { OpenedSession } from '../../web/support/sessions-in-memory.js';
import {
  addInstitution,
  openReportGround,
  type ReportGround,
  sample,
  sampleWithWarning,
} from '../support/report-ground.js';
import { type ReportSite, startReportSite } from '../support/report-site.js';

const open = opener('sqlite');

describe('the pages of submissions', () => {
  let ground: ReportGround;
  let site: ReportSite;
  let session: OpenedSession;
  const numbers: Record<'accepted' | 'refused' | 'waiting' | 'stopped', string> = {
    accepted: '',
    refused: '',
    waiting: '',
    stopped: '',
  };

  beforeAll(async () => {
    ground = await openReportGround(await open());
    site = await startReportSite(ground);
    session = await site.signIn(ground.institution);
    numbers.accepted = (await ground.send(sample({ rows: 30 }), { name: '=一般.csv' })).number;
    numbers.refused = (await ground.send(sample({ rows: 40, errors: 17, seed: 2 }))).number;
    numbers.stopped = (await ground.send(Buffer.from('%PDF-1.7'))).number;
    numbers.waiting = (await ground.send(sampleWithWarning())).number;
    await ground.work();
  });

  it('list what was sent, filter and sort it, and say so when there is nothing', async () => {
    const page = await text('/submissions');
    for (const number of Object.values(numbers)) expect(page).toContain(number);
    expect(page).toContain('有 1 個申報批次等待確認或簽章。');
    const refused = await text('/submissions?state=refused&sort=name');
    expect(refused).toContain(numbers.refused);
    expect(refused).not.toContain(numbers.accepted);
    expect(await text('/submissions?q=100%25')).toContain('沒有符合條件的資料。');
    expect(await text(`/submissions?q=${numbers.accepted.slice(-6).toLowerCase()}`)).toContain(
      numbers.accepted,
    );
  });

  it('export the list without formulas', async () => {
    const csv = await text('/submissions.csv?state=accepted');
    expect(csv.split('\r\n')[1]).toBe(
      `${numbers.accepted},一般健康檢查,已收件,'=一般.csv,30,0,0,2026-11-22T10:00:00+08:00,2026-11-22T10:00:00+08:00,0`,
    );
  });

  it('tell every cell to mend: summary, groups with rows, the cells, and no ID number', async () => {
    const page = await text(`/submissions/${numbers.refused}`);
    expect(page).toContain('這個檔案沒有收件：40 筆中有 17 筆需要修正。');
    expect(page).toContain('證號的檢查碼不符，可能有字母或數字打錯。請對照證件。');
    expect(page).toMatch(
      /<th scope="rowgroup" role="rowheader" class="govuk-table__header jb-number" rowspan="1">\d+<\/th>/,
    );
    expect(page).not.toMatch(/[A-Z][12]\d{8}/);
  });

  it('tell why a whole file was refused', async () => {
    expect(await text(`/submissions/${numbers.stopped}`)).toContain(
      '這個檔案是 PDF 文件，無法從中讀取資料。請由原本的試算表或健檢系統匯出 CSV 檔後上傳。',
    );
  });

  it('hand out the full list of findings in the language of the page', async () => {
    const zh = await text(`/submissions/${numbers.refused}/findings.csv`);
    const submission = await ground.read(numbers.refused);
    const found = (submission.counts?.errors ?? 0) + (submission.counts?.warnings ?? 0);
    expect(zh.trimEnd().split('\r\n')).toHaveLength(found + 1);
    expect(zh.startsWith('\uFEFF列,欄,')).toBe(true);
    const en = await text(`/submissions/${numbers.refused}/findings.csv`, 'lang=en');
    expect(en).toContain('The check digit of the ID number does not fit');

    const answer = await get(`/submissions/${numbers.refused}/findings.xlsx`);
    expect(answer.headers.get('content-disposition')).toContain(
      encodeURIComponent(`檢核結果-${numbers.refused}.xlsx`),
    );
    const workbook = new ExcelJS.Workbook();
    await workbook.xlsx.load(await answer.arrayBuffer());
    const rows = workbook.worksheets[0]?.getSheetValues().slice(2) ?? [];
    const lines = zh.trimEnd().split('\r\n').slice(1);
    expect(rows.map((row) => String(Array.isArray(row) ? row[1] : ''))).toEqual(
      lines.map((line) => line.slice(0, line.indexOf(','))),
    );
  });

  it('ask for a tick before warnings are confirmed, and then take the file in', async () => {
    const path = `/submissions/${numbers.waiting}/confirm`;
    const unticked = await post(path, {});
    expect(unticked.status).toBe(422);
    expect(await unticked.text()).toContain('請先看過警告，勾選「資料正確」，再按確認。');
    const confirmed = await post(path, { right: 'yes' });
    expect(confirmed.headers.get('location')).toBe(`/submissions/${numbers.waiting}`);
    const status = await jsonOf(await get(`/submissions/${numbers.waiting}/status`));
    expect(status).toEqual({ state: 'confirmed', underWay: true, percent: 99, text: '已確認，正在收件。' });
    await ground.work();
    expect(await text(`/submissions/${numbers.waiting}`)).toContain('20 筆健檢紀錄已全部收件。');
    expect((await post(path, { right: 'yes' })).status).toBe(409);
  });

  it('answer for another institution’s submissions as for ones that do not exist', async () => {
    const other = await addInstitution(ground.db, '0101010101', 'other');
    const { headers, csrfToken } = await site.signIn(other);
    const below = [
      '',
      '/status',
      '/findings.csv',
      '/findings.xlsx',
      '/refused.csv',
      '/receipt',
      '/receipt.pdf',
      '/receipt.json',
      '/receipt.p7s',
      '/receipt.pdf.p7s',
    ];
    const api = ['', '/errors', '/receipt', '/receipt.pdf', '/receipt.p7s', '/receipt.pdf.p7s'];
    const paths = (number: string) => [
      ...below.map((end) => `/submissions/${number}${end}`),
      ...api.map((end) => `/api/v1/submissions/${number}${end}`),
    ];
    const none = 'S1151122-333333';
    const theirs = paths(numbers.accepted);
    for (const [index, path] of paths(none).entries()) {
      const [unknown, foreign] = await Promise.all([
        ask(`${site.url}${path}`, { headers }),
        ask(`${site.url}${theirs[index]}`, { headers }),
      ]);
      expect(foreign.status).toBe(404);
      expect(await comparable(foreign, numbers.accepted)).toBe(await comparable(unknown, none));
    }
    for (const action of ['confirm', 'cancel']) {
      const body = new URLSearchParams({ _csrf: csrfToken, right: 'yes' });
      const path = `${site.url}/submissions/${numbers.accepted}/${action}`;
      expect((await ask(path, { method: 'POST', headers, body })).status).toBe(404);
    }
  });

  it('offer template and schema at stable addresses to anyone', async () => {
    const template = await ask(`${site.url}/templates/general.csv`);
    expect(template.headers.get('content-disposition')).toContain('filename="jianbao-general.csv"');
    expect(await template.text()).toContain('身分證統一編號');
    const schema = await jsonOf(await ask(`${site.url}/schemas/general.json`));
    expect(schema['jianbao:kind']).toBe('general');
    expect((await ask(`${site.url}/schemas/__proto__.json`)).status).toBe(404);
  });

  describe('for programs', () => {
    it('say how a submission stands, with counts and links', async () => {
      const body = await jsonOf(await get(`/api/v1/submissions/${numbers.accepted}`));
      const self = `/api/v1/submissions/${numbers.accepted}`;
      expect(body).toMatchObject({
        number: numbers.accepted,
        status: 'accepted',
        rows: 30,
        good: 30,
        errors: 0,
        encoding: 'utf-8',
        stop: null,
        links: {
          self,
          receipt: `${self}/receipt`,
          receiptPdf: `${self}/receipt.pdf`,
          receiptSignature: `${self}/receipt.p7s`,
        },
      });
    });

    it('tell the errors with sentences', async () => {
      const body = await jsonOf(await get(`/api/v1/submissions/${numbers.refused}/errors`, 'lang=en'));
      const details = body.details as { row: number; code: string; sentence: string }[];
      expect(details).toContainEqual(
        expect.objectContaining({
          code: 'RPT_WORKER_ID_CHECK',
          sentence:
            'The check digit of the ID number does not fit; a letter or digit is probably mistyped. Compare it with the document.',
        }),
      );
    });

    it('have no receipt before a submission is accepted', async () => {
      const answer = await get(`/api/v1/submissions/${numbers.refused}/receipt`);
      expect(answer.status).toBe(404);
      expect((await jsonOf(answer)).code).toBe('ERR_RECEIPT_NOT_FOUND');
    });
  });

  function get(path: string, cookie = ''): Promise<Response> {
    const headers = {
      ...session.headers,
      cookie: [session.headers.cookie, cookie].filter(Boolean).join('; '),
    };
    return ask(`${site.url}${path}`, { headers });
  }

  async function text(path: string, cookie = ''): Promise<string> {
    const bytes = await (await get(path, cookie)).arrayBuffer();
    return Buffer.from(bytes).toString('utf8');
  }

  function post(path: string, fields: Readonly<Record<string, string>>): Promise<Response> {
    const body = new URLSearchParams({ ...fields, _csrf: session.csrfToken });
    return ask(`${site.url}${path}`, { method: 'POST', headers: session.headers, body });
  }

  /** The answer without what differs between any two requests. */
  async function comparable(answer: Response, number: string): Promise<string> {
    const body = (await answer.text()).replaceAll(number, 'NUMBER');
    return body.replaceAll(/"reference":"[^"]+"|<[^>]*jb-reference[^>]*>[^<]+/g, 'REFERENCE');
  }
});
