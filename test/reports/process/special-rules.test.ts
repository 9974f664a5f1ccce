import { describe, expect, it } from 'vitest';
import { brief, judge } from './support/judge.js';
import {
  goodSpecialRow,
  judgeSpecialRows,
  type SpecialCells,
  type SpecialCode,
  specialFileOf,
} from './support/judge-special.js';

interface Case {
  readonly bad: SpecialCells;
  readonly at: string;
  readonly good: SpecialCells;
  readonly also?: readonly string[];
}

/** 鉛作業 with all that it asks for. */
const lead = {
  hazard_code: '05',
  blood_lead: '12.5',
  urine_lead: '30',
  urine_ala: '2.1',
  urine_coproporphyrin: '60',
  haemoglobin: '14.8',
  haematocrit: '44.0',
  rbc: '4.95',
};

type ImageCode = Extract<SpecialCode, `RPT_IMAGE_${string}`>;

const cases: Readonly<Record<Exclude<SpecialCode, 'RPT_SPECIAL_INTERVAL_PASSED' | ImageCode>, Case>> = {
  RPT_REQUIRED_FOR_HAZARD: {
    bad: { ...lead, blood_lead: '' },
    at: 'blood_lead',
    // A follow-up examines what was abnormal.
    good: { ...lead, blood_lead: '', exam_timing: '4' },
  },
  RPT_HAZARD_NOT_IN_FORCE: {
    bad: { hazard_code: '34', urine_hippuric_acid: '0.5', exam_date: '2026-06-25' },
    at: 'hazard_code',
    good: { hazard_code: '34', urine_hippuric_acid: '0.5', exam_date: '2026-06-26' },
  },
  RPT_LEVEL_NEEDS_ADVICE: {
    bad: { management_level: '2', advice: ' ' },
    at: 'advice',
    good: { management_level: '1', advice: '' },
  },
  RPT_LEVEL_NEEDS_DIAGNOSIS: {
    bad: { management_level: '3', diagnosis: '' },
    at: 'diagnosis',
    good: { management_level: '2', diagnosis: '' },
  },
  RPT_LEVEL_NEEDS_SPECIALIST: {
    bad: { management_level: '4', specialist_name: '', specialist_licence: '' },
    at: 'specialist_name',
    also: ['2 specialist_licence RPT_LEVEL_NEEDS_SPECIALIST'],
    good: { management_level: '2', specialist_name: '', specialist_licence: '' },
  },
  RPT_LEVEL_NOT_EXPECTED: {
    bad: { exam_timing: '3', management_level: '1' },
    at: 'management_level',
    good: { exam_timing: '3', management_level: '' },
  },
  RPT_EXPOSURE_NEEDS_UNIT: {
    bad: { exposure_level: '88.5', exposure_unit: '' },
    at: 'exposure_unit',
    good: { exposure_level: '', exposure_unit: '' },
  },
  RPT_EXPOSURE_YEARS_BEYOND_AGE: {
    bad: { exposure_years: '41.5' },
    at: 'exposure_years',
    good: { exposure_years: '41' },
  },
};

describe('the rules of special exams', () => {
  it('find nothing in a good row, which keeps its operation and level', async () => {
    const { findings, records, contents } = await judgeSpecialRows({});
    expect(findings).toEqual([]);
    expect(records[0]).toMatchObject({
      hazardCode: '02',
      level: 2,
    });
    expect(contents[0]?.kind).toBe('special');
    expect(contents[0]?.values.audiometry_left_4000).toBe('35');
    expect(contents[0]?.values.blood_lead).toBe('');
  });

  for (const [code, { bad, at, good, also = [] }] of Object.entries(cases)) {
    it(`${code} is said of what is wrong and not of what is right`, async () => {
      const wrong = await judgeSpecialRows(bad, {});
      expect(brief(wrong.findings).toSorted()).toEqual([`2 ${at} ${code}`, ...also].toSorted());
      const right = await judgeSpecialRows(good);
      expect(brief(right.findings)).toEqual([]);
    });
  }

  it('ask for an item also when the file lacks its column', async () => {
    const { blood_lead: _, ...rest } = { ...goodSpecialRow, ...lead };
    const { findings } = await judge(specialFileOf([rest]), { kind: 'special' });
    expect(brief(findings)).toEqual(['2 blood_lead RPT_REQUIRED_FOR_HAZARD']);
    expect(findings[0]?.column?.letter).toBe(null);
  });

  it('RPT_IMAGE_NAME is said of a path and of a picture that is no JPG', async () => {
    const dust = { hazard_code: '23', chest_xray: '0', fvc: '88', fev1: '86', fev1_fvc: '82' };
    const named = (chest_xray_image: string) => ({ ...dust, chest_xray_image });
    const { findings } = await judgeSpecialRows(named('a/b.jpg'), named('b.png'), named('王小明 1.JPEG'));
    expect(brief(findings)).toEqual([
      '2 chest_xray_image RPT_IMAGE_NAME',
      '3 chest_xray_image RPT_IMAGE_NAME',
      // Its name is right; it has to come with its picture.
      '4 chest_xray_image RPT_IMAGE_NEEDS_ZIP',
    ]);
  });

  it('understand an operation whose zero a spreadsheet dropped, and its name', async () => {
    const { records } = await judgeSpecialRows(
      { hazard_code: '2' },
      { hazard_code: '噪音' },
      { hazard_code: '噪音作業' },
    );
    expect(records.map(({ hazardCode }) => hazardCode)).toEqual(['02', '02', '02']);
  });

  it('RPT_DUPLICATE_IN_FILE is said of the same operation on the same day, not of another operation', async () => {
    const same = { ...lead, worker_id: 'A100000001' };
    const { findings } = await judgeSpecialRows({}, same, same);
    expect(brief(findings)).toEqual(['4 exam_date RPT_DUPLICATE_IN_FILE']);
    expect(findings[0]?.params).toEqual({ row: 3 });
  });

  it.each([
    ['2025-06-30', true],
    ['2025-07-01', false],
  ])('RPT_SPECIAL_INTERVAL_PASSED: the last exam of the operation on %s: %s', async (previous, isPassed) => {
    const { findings } = await judge(specialFileOf([goodSpecialRow]), {
      kind: 'special',
      findKnown: async () => [{ index: 0, duplicateOf: null, previousExamDate: previous }],
    });
    expect(findings.map(({ code, params }) => ({ code, params }))).toEqual(
      isPassed ? [{ code: 'RPT_SPECIAL_INTERVAL_PASSED', params: { previous } }] : [],
    );
  });
});
