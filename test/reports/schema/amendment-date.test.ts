import { afterEach, describe, expect, it, vi } from 'vitest';

describe('the day of the amendment of 2026', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.resetModules();
  });

  it.each([
    ['', '2026-06-26'],
    ['2026-09-01', '2026-09-01'],
  ])('set as "%s" is %s for operations, columns and rows alike', async (setting, day) => {
    vi.stubEnv('JIANBAO_AMENDMENT_DATE', setting);
    vi.resetModules();
    const { hazardOperations } = await import('../../../src/reports/schema/hazard-operations.js');
    expect(hazardOperations.slice(31).map(({ code, effectiveFrom }) => [code, effectiveFrom])).toEqual([
      ['32', '2022-01-01'],
      ['33', day],
      ['34', day],
      ['35', day],
    ]);
    const { layoutOf } = await import('../../../src/reports/schema/layouts.js');
    const since = layoutOf('general').columns.filter(
      ({ required }) => typeof required === 'object' && required.from === day,
    );
    expect(since.map(({ key }) => key)).toEqual(['rbc', 'mcv']);
    const { brief, judgeRows } = await import('../process/support/judge.js');
    const { findings } = await judgeRows({ exam_date: day, rbc: '' }, { exam_date: dayBefore(day), rbc: '' });
    expect(brief(findings)).toEqual(['2 rbc RPT_REQUIRED_SINCE']);
    const { judgeSpecialRows } = await import('../process/support/judge-special.js');
    const toluene = { hazard_code: '34', urine_hippuric_acid: '0.5' };
    const special = await judgeSpecialRows(
      { ...toluene, exam_date: day },
      { ...toluene, exam_date: dayBefore(day) },
    );
    expect(special.findings.map(({ row, code, params }) => [row, code, params])).toEqual([
      [3, 'RPT_HAZARD_NOT_IN_FORCE', { from: day }],
    ]);
  });
});

function dayBefore(day: string): string {
  return new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10);
}
