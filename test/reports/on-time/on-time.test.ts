import { expect, it } from 'vitest';
import { countOnTime } from '../../../src/reports/on-time/count-on-time.js';
import { countSubmissions } from '../../../src/reports/statistics/count-submissions.js';
import { loadLate } from '../../../src/reports/statistics/load-late.js';
import { describeOnEachDatabase } from '../../support/databases.js';
import { ask } from '../../web/support/ask.js';
import { keysOf, rowsOf } from '../support/correction-files.js';
import { addInstitution, openReportGround, sample } from '../support/report-ground.js';
import { startReportSite } from '../support/report-site.js';

describeOnEachDatabase('what was reported in time', (open) => {
  it('counts sixty days from the exam by days in Taipei, and each institution sees its own', async () => {
    const ground = await openReportGround(await open());
    const { id } = await ground.send(sample({ rows: 5 }));
    await ground.work();
    const dates = ['2026-09-23', '2026-09-22', '2026-09-24', '2025-12-31', '2026-01-01'];
    for (const [index, exam_date] of dates.entries()) {
      await ground
        .db('exam_records')
        .where({ submission_id: id, row_no: index + 2 })
        .update({ exam_date });
    }
    // 22 November in Taipei, 21 November in UTC.
    await ground.db('submissions').where({ id }).update({ ended_at: '2026-11-21T16:00:00.000Z' });
    const mine = {
      institutionCode: '1268650500',
      institutionName: '測試醫院',
      kind: 'general',
      records: 4,
      onTime: 2,
    };
    expect(await countOnTime(ground.db, 2026, null)).toEqual([mine]);
    expect(await countOnTime(ground.db, 2025, ground.institution.id)).toEqual([
      { ...mine, records: 1, onTime: 0 },
    ]);
    const other = await addInstitution(ground.db, '0101010101', 'other');
    expect(await countOnTime(ground.db, 2026, other.id)).toEqual([]);

    const site = await startReportSite(ground);
    const { headers } = site.signInStaff(other.accountId, 'supervisor');
    const page = await (await ask(`${site.url}/records/on-time`, { headers })).text();
    expect(page).toContain('測試醫院');
    expect(page).toContain('50%');
    const file = await (await ask(`${site.url}/records/on-time.csv?year=2026`, { headers })).text();
    expect(file.trimEnd().split('\r\n')[1]).toBe('1268650500,測試醫院,一般健康檢查,4,2,2,50');
  });

  it('leaves out what was withdrawn, also after a correction, and counts it once when it is reported anew', async () => {
    const ground = await openReportGround(await open());
    const file = sample({ rows: 5 });
    const first = await ground.send(file);
    await ground.work();
    const send = async (bytes: Buffer, purpose: 'correction' | 'withdrawal') => {
      const corrects = await ground.read(first.number);
      const { number } = await ground.send(bytes, { correction: { purpose, corrects, reason: '誤植' } });
      await ground.work();
      expect((await ground.read(number)).state).toBe('accepted');
    };
    /** Records and those in time; the same by the pages of the figures and of the statistics. */
    const counted = async () => {
      await countSubmissions(ground);
      const figures = await loadLate(ground.db, { institutionId: null, from: 2025, to: 2026, year: 2026 });
      const years = [
        await countOnTime(ground.db, 2025, null),
        await countOnTime(ground.db, 2026, null),
      ].flat();
      const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
      const [records, onTime] = [sum(years.map((one) => one.records)), sum(years.map((one) => one.onTime))];
      expect(sum(figures.map((figure) => figure.records))).toBe(records);
      expect(sum(figures.map(({ late }) => late))).toBe(records - onTime);
      return [records, onTime];
    };
    const [, onTime = 0] = await counted();
    await send(rowsOf(file, [1, 2], { 身高: '171.5' }), 'correction');
    expect(await counted()).toEqual([5, onTime]);
    // Row 1 in its second version, row 3 in its first.
    const withdrawn = keysOf(file, [1, 3]);
    const days = withdrawn.toString().match(/\d{4}-\d{2}-\d{2}/g) ?? [];
    const inTime = days.filter((day) => day >= '2026-09-23').length;
    expect(days.length).toBe(2);
    await send(withdrawn, 'withdrawal');
    expect(await counted()).toEqual([3, onTime - inTime]);
    await ground.send(rowsOf(file, [3]));
    await ground.work();
    expect((await counted())[0]).toBe(4);
  });
});
