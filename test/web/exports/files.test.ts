import { beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../../src/database/index.js';
import { opener } from '../../support/databases.js';
import { readWorkbook } from '../../xlsx/read-workbook.js';
import { startListSite } from '../lists/list-site.js';
import { fillParcels } from '../lists/parcels.js';

const open = opener('sqlite');

describe('a list as a file', () => {
  let db: Database;
  let site: Awaited<ReturnType<typeof startListSite>>;

  beforeAll(async () => {
    ({ db } = await open());
    await fillParcels(db, 2345);
    site = await startListSite(db);
  });

  it('is CSV with the filters and the order of the page, without formulas', async () => {
    const answer = await site.ask('/parcels.csv?state=packed&sort=number&q=p00000');
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
    expect(answer.headers.get('content-disposition')).toBe(
      `attachment; filename="Submissions-2026-11-22.csv"; filename*=UTF-8''Submissions-2026-11-22.csv`,
    );
    expect(answer.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    expect(bytes.subarray(3).toString().split('\r\n')).toEqual([
      'Submission,Reported by,Status,Rows,Ended,Uploaded',
      "P000009,'=王小明,packed,2,2026-02-28,2026-01-01T12:00:00+08:00",
      "P000006,'=王小明,packed,6,2026-02-28,2026-01-01T11:00:00+08:00",
      "P000003,'=王小明,packed,3,2026-02-28,2026-01-01T09:00:00+08:00",
      '',
    ]);
  });

  it('is a workbook whose texts stay texts, with dates and numbers as such', async () => {
    const answer = await site.ask('/parcels.xlsx?sort=number&direction=ascending', 'zh-Hant');
    expect(answer.headers.get('content-type')).toBe(
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    );
    expect(answer.headers.get('content-disposition')).toContain(
      `filename*=UTF-8''${encodeURIComponent('申報')}-2026-11-22.xlsx`,
    );
    const { title, rows } = readWorkbook(new Uint8Array(await answer.arrayBuffer()));
    expect([title, rows.length]).toEqual(['申報', 2346]);
    expect(rows[3]).toEqual([
      ['s', '@', 'P000003'],
      ['s', '@', '=王小明'],
      ['s', '@', 'packed'],
      ['n', 'General', 3],
      ['d', 'yyyy\\-mm\\-dd', '2026-02-28 00:00:00'],
      ['d', 'yyyy\\-mm\\-dd\\ hh:mm:ss', '2026-01-01 09:00:00'],
    ]);
    expect(rows.at(-1)?.[0]?.[2]).toBe('P002345');
  });

  it('is written to the audit trail: who, which, how many, by what; typed texts as digests only', async () => {
    const from = await db('audit_entries').count({ n: '*' }).first();
    await (await site.ask('/parcels.csv?q=%E6%80%A1%E5%90%9B&sent-from=2026-01-02')).text();
    const entries: { bytes: Buffer }[] = await db('audit_entries')
      .orderBy('seq')
      .offset(Number(from?.n))
      .limit(9);
    expect(entries).toHaveLength(1);
    const entry = JSON.parse(String(entries[0]?.bytes));
    expect(entry).toMatchObject({
      action: 'list.export',
      outcome: 'done',
      actor: { userName: 'testuser111', role: 'supervisor' },
      target: { kind: 'list', reference: 'parcels' },
      detail: { format: 'csv', rows: 1543, asked: { 'sent-from': '2026-01-02' } },
    });
    expect(Object.keys(entry.personal)).toEqual(['q']);
    expect(JSON.stringify(entry)).not.toContain('怡君');
  });

  it.each([
    ['sort=owner', 400],
    ['state=gone', 400],
    ['sent-from=tomorrow', 422],
  ])('is refused where %s cannot be read: nobody would see that it holds more', async (query, status) => {
    expect((await site.ask(`/parcels.xlsx?${query}`)).status).toBe(status);
  });
});
