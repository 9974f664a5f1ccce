import { beforeAll, expect, it } from 'vitest';
import { countSubmissions, uncount } from '../../../src/reports/statistics/count-submissions.js';
import { loadFigures } from '../../../src/reports/statistics/load-figures.js';
import { describeOnEachDatabase } from '../../support/databases.js';
import { ask } from '../../web/support/ask.js';
import { addInstitution, openReportGround, type ReportGround, sample } from '../support/report-ground.js';
import { startReportSite } from '../support/report-site.js';

const all = { institutionId: null, from: 2024, to: 2026, year: 2026 } as const;

describeOnEachDatabase('statistics of exams', (open) => {
  let ground: ReportGround;
  let first: number;

  beforeAll(async () => {
    ground = await openReportGround(await open());
    const { db } = ground;
    first = (await ground.send(sample({ rows: 6 }))).id;
    await ground.work();
    await db('submissions').where({ id: first }).update({ kind: 'special' });
    const rows = [
      { exam_date: '2026-09-22', hazard_code: '02', level: 2 },
      { exam_date: '2026-09-23', hazard_code: '02', level: 2 },
      { exam_date: '2026-10-01', hazard_code: '02', level: 4 },
      { exam_date: '2026-10-01', hazard_code: '23', level: 1 },
      { exam_date: '2025-12-31', hazard_code: '23', level: null },
      { exam_date: '2023-12-31', hazard_code: '23', level: 3 },
    ];
    for (const [index, row] of rows.entries()) {
      await db('exam_records')
        .where({ submission_id: first, row_no: index + 2 })
        .update({ ...row, kind: 'special' });
    }
    await ground.send(Buffer.from('身分證統一編號\r\n'), { name: '空.csv' });
    const broken = sample({ rows: 3, seed: 8 }).toString().replaceAll('1268650500', '1234567890');
    await ground.send(Buffer.from(broken), { name: '錯.csv' });
    await ground.work();
  });

  it('count each submission once, however many count at the same time', async () => {
    const counted = await Promise.all([1, 2, 3].map(() => countSubmissions(ground)));
    expect(counted.reduce((sum, some) => sum + some, 0)).toBe(3);
    expect(await countSubmissions(ground)).toBe(0);
    const { levels, late } = await loadFigures(ground.db, all);
    expect(
      levels.toSorted((a, b) => a.year - b.year || a.hazard.localeCompare(b.hazard) || a.level - b.level),
    ).toEqual([
      { year: 2025, hazard: '23', level: 0, records: 1 },
      { year: 2026, hazard: '02', level: 2, records: 2 },
      { year: 2026, hazard: '02', level: 4, records: 1 },
      { year: 2026, hazard: '23', level: 1, records: 1 },
    ]);
    // Taken in on 22 November: the sixtieth day after 23 September.
    expect(late.toSorted((a, b) => a.year - b.year)).toEqual([
      { year: 2025, kind: 'special', records: 1, late: 1 },
      { year: 2026, kind: 'special', records: 4, late: 1 },
    ]);
  });

  it('tell what came in and what was refused, by code', async () => {
    const { received, refusals } = await loadFigures(ground.db, all);
    expect(received.toSorted((a, b) => a.state.localeCompare(b.state))).toEqual([
      { month: '2026-11', state: 'accepted', submissions: 1, rows: 6 },
      { month: '2026-11', state: 'refused', submissions: 2, rows: expect.any(Number) },
    ]);
    expect(refusals.map(({ code, submissions }) => [code, submissions])).toEqual([
      ['RPT_FILE_HEADER_LACKS', 1],
      ['RPT_INSTITUTION_OTHER', 1],
    ]);
    expect(refusals.at(-1)?.places).toBe(3);
    expect((await loadFigures(ground.db, { ...all, year: 2025 })).refusals).toEqual([]);
  });

  it('leave out records that were replaced, as soon as the other submission is accepted', async () => {
    const { db } = ground;
    const other = await ground.send(sample({ rows: 1, seed: 9 }));
    await ground.work();
    const of02 = async () =>
      (await loadFigures(db, all)).levels.find(({ hazard, level }) => hazard === '02' && level === 2)
        ?.records;
    await db('record_replacements').insert({
      submission_id: other.id,
      row_no: 2,
      replaced_submission_id: first,
      replaced_row: 2,
    });
    expect(await of02()).toBe(1);
    await db('submissions').where({ id: other.id }).update({ state: 'processing' });
    expect(await of02()).toBe(2);
    await db('submissions').where({ id: other.id }).update({ state: 'accepted' });
    await db('record_replacements').delete();
  });

  it('are counted anew when records have changed', async () => {
    await ground.db.transaction((trx) => uncount(trx, [first]));
    expect(await countSubmissions(ground)).toBe(2);
  });

  it('show an institution its own, and the agency all or those of one', async () => {
    const other = await addInstitution(ground.db, '0101010101', 'other');
    const site = await startReportSite(ground);
    const staff = site.signInStaff(other.accountId, 'reviewer').headers;
    const read = async (headers: Record<string, string>, path: string) =>
      (await ask(`${site.url}/statistics/records${path}`, { headers })).text();
    const hazards = [
      '特別危害健康作業,第 1 級,第 2 級,第 3 級,第 4 級,未分級,合計',
      '02 噪音作業,0,2,0,1,0,3',
      '23 粉塵作業,1,0,0,0,0,1',
    ];
    const own = (await site.signIn(ground.institution)).headers;
    expect((await read(own, '/hazards.csv?year=2026')).replace('\uFEFF', '').trim().split('\r\n')).toEqual(
      hazards,
    );
    // The code in the address is the agency's choice only.
    expect(await read(own, '/hazards.csv?year=2026&institution=0101010101')).toContain('02 噪音作業');
    expect(await read(staff, '/hazards.csv?year=2026&institution=0101010101')).not.toContain('02');
    expect(await read(staff, '/late.csv?year=2026')).toMatch(/2026,\d,0,0?,4,1,25/);
    const page = await read(staff, '?year=2026&institution=1268650500');
    expect(page).toContain('測試醫院（1268650500）的資料。');
    expect(page).toContain('<desc id="chart-hazards-description">');
    const refusals = await read(staff, '/refusals.csv?year=2026');
    expect(refusals).toContain('RPT_INSTITUTION_OTHER');
    expect(refusals).not.toMatch(/[{}]/);
    expect(await read(staff, '?institution=9999999999')).toContain('找不到這個代碼的醫療機構');
    expect(await read((await site.signIn(other)).headers, '')).toContain('這一年沒有特殊健康檢查的紀錄');
  });
});
