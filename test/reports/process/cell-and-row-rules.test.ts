import { describe, expect, it } from 'vitest';
import { csvRow } from '../../../src/csv/index.js';
import type { ReportCode } from '../../../src/reports/rules/table.js';
import { brief, fileOf, goodRow, judge, judgeRows, keys } from './support/judge.js';
import type { SpecialCode } from './support/judge-special.js';

type Cells = Readonly<Record<string, string>>;

/** For every code: a change of the good row that calls it forth, where it is shown, and one beside it that does not. */
interface Case {
  readonly bad: Cells;
  readonly at: string;
  readonly good: Cells;
  /** What else has to be said of the bad row. */
  readonly also?: readonly string[];
}

type ByRows =
  | 'RPT_CELLS_MORE'
  | 'RPT_CELLS_FEWER'
  | 'RPT_HEADER_REPEATED'
  | 'RPT_QUOTE_INSIDE'
  | 'RPT_DUPLICATE_IN_FILE'
  | 'RPT_DUPLICATE_OF_ACCEPTED'
  | 'RPT_INTERVAL_PASSED'
  | SpecialCode
  | Extract<ReportCode, `RPT_CORRECTION_${string}`>
  | WorkbookCode;

/** Said of what only a workbook knows; see the tests of that format. */
type WorkbookCode =
  | Extract<ReportCode, `RPT_CELL_IS_${string}` | `RPT_FORMULA_${string}`>
  | 'RPT_CELL_ERROR'
  | 'RPT_ROW_HIDDEN';

const cases: Readonly<Record<Exclude<ReportCode, ByRows>, Case>> = {
  RPT_REQUIRED: { bad: { worker_name: '　' }, at: 'worker_name', good: { department: '' } },
  RPT_REQUIRED_SINCE: { bad: { mcv: '' }, at: 'mcv', good: { mcv: '', exam_date: '2026-06-25' } },
  RPT_TOO_LONG: {
    bad: { worker_name: '𠮷'.repeat(51) },
    at: 'worker_name',
    good: { worker_name: '𠮷'.repeat(50) },
  },
  RPT_CONTROL_CHARACTER: {
    bad: { department: '製造\u0007部' },
    at: 'department',
    good: { department: '製造\n部' },
  },
  RPT_EMOJI: { bad: { worker_name: '王😀明' }, at: 'worker_name', good: { worker_name: '王𠮷明' } },
  RPT_PRIVATE_USE: { bad: { worker_name: '王\uE000明' }, at: 'worker_name', good: { worker_name: '王堃明' } },
  RPT_CHARACTER_LOST: {
    bad: { worker_name: '王\uFFFD明' },
    at: 'worker_name',
    good: { worker_name: '王？明' },
  },
  RPT_BLANK_INSIDE: {
    bad: { employer_ubn: '0459 5257' },
    at: 'employer_ubn',
    good: { employer_ubn: ' 04595257 ' },
  },
  RPT_FULL_WIDTH: {
    bad: { physician_licence: '醫字第０１２３４５號' },
    at: 'physician_licence',
    good: { worker_id: 'Ａ１０００００００１', physician_licence: '醫字第 012345 號' },
  },
  RPT_INVISIBLE_REMOVED: {
    bad: { worker_name: '\uFEFF王小明' },
    at: 'worker_name',
    good: { worker_name: '　王小明 ' },
  },
  RPT_QUESTION_MARK: {
    bad: { worker_name: '王?明' },
    at: 'worker_name',
    good: { conclusion_note: '需複查?' },
  },
  RPT_LEADING_ZERO_LOST: {
    bad: { employer_ubn: '4595257' },
    at: 'employer_ubn',
    good: { employer_ubn: '04595257' },
  },
  RPT_SCIENTIFIC: {
    bad: { institution_code: '1.27E+09' },
    at: 'institution_code',
    good: { institution_code: '１２６８６５０５００' },
  },
  RPT_INSTITUTION_OTHER: {
    bad: { institution_code: '1268650501' },
    at: 'institution_code',
    good: { institution_code: '1268650500' },
  },
  RPT_EMPLOYER_UBN_FORM: {
    bad: { employer_ubn: '0459-5257' },
    at: 'employer_ubn',
    good: { employer_ubn: '04595252' },
  },
  RPT_EMPLOYER_UBN_CHECK: {
    bad: { employer_ubn: '12345678' },
    at: 'employer_ubn',
    good: { employer_ubn: '12345675' },
  },
  RPT_WORKER_ID_FORM: { bad: { worker_id: 'A10000000' }, at: 'worker_id', good: { worker_id: 'a100000001' } },
  RPT_WORKER_ID_CHECK: {
    bad: { worker_id: 'A123456788' },
    at: 'worker_id',
    good: { worker_id: 'AC00000003' },
  },
  RPT_LABOUR_INSURANCE_FORM: {
    bad: { labour_insurance_no: '勞保01' },
    at: 'labour_insurance_no',
    good: { labour_insurance_no: '01234567' },
  },
  RPT_LICENCE_FORM: {
    bad: { physician_licence: '醫字第號' },
    at: 'physician_licence',
    good: { physician_licence: '醫字第一二三號' },
  },
  RPT_DATE_FORM: { bad: { exam_date: '1.7.2026' }, at: 'exam_date', good: { exam_date: '115年7月1日' } },
  RPT_DATE_SERIAL: { bad: { exam_date: '46204' }, at: 'exam_date', good: { exam_date: '1150701' } },
  RPT_DATE_NOT_EXISTING: { bad: { exam_date: '113/2/30' }, at: 'exam_date', good: { exam_date: '113/2/29' } },
  RPT_DATE_SHORT_YEAR: {
    bad: { birth_date: '75/3/2' },
    at: 'birth_date',
    good: { birth_date: '民國75/3/2' },
  },
  RPT_DATE_RANGE: { bad: { hire_date: '0104-07-01' }, at: 'hire_date', good: { hire_date: '104-07-01' } },
  RPT_NUMBER_FORM: { bad: { height: '170cm' }, at: 'height', good: { height: '１７０．５' } },
  RPT_NUMBER_DECIMALS: { bad: { systolic: '120.5' }, at: 'systolic', good: { systolic: '120.0' } },
  RPT_THOUSANDS_SEPARATOR: {
    bad: { triglyceride: '1,000' },
    at: 'triglyceride',
    good: { triglyceride: '1000' },
  },
  RPT_VALUE_IMPOSSIBLE: { bad: { height: '17.5' }, at: 'height', good: { height: '175' } },
  RPT_VALUE_UNUSUAL: { bad: { glucose: '450' }, at: 'glucose', good: { glucose: '400' } },
  RPT_CODE_UNKNOWN: { bad: { sex: '男性' }, at: 'sex', good: { sex: '男' } },
  RPT_EXAMPLE_ROW: {
    bad: { worker_id: 'A123456789', worker_name: '王範例' },
    at: '-',
    good: { worker_id: 'A123456789', worker_name: '王小明' },
  },
  RPT_SEX_NOT_AS_ID: { bad: { sex: 'F' }, at: 'sex', good: { sex: 'F', worker_id: 'B200000004' } },
  RPT_BIRTH_IN_FUTURE: {
    bad: { birth_date: '2026-11-23' },
    at: 'birth_date',
    good: { birth_date: '1985-11-23' },
    also: ['2 hire_date RPT_HIRE_BEFORE_BIRTH', '2 exam_date RPT_EXAM_BEFORE_BIRTH'],
  },
  RPT_EXAM_IN_FUTURE: {
    bad: { exam_date: '2026-11-23' },
    at: 'exam_date',
    good: { exam_date: '2026-11-22' },
  },
  RPT_EXAM_BEFORE_BIRTH: {
    bad: { exam_date: '1985-03-20', hire_date: '1985-03-21', exam_timing: '1' },
    at: 'exam_date',
    good: { exam_date: '2005-03-21', hire_date: '2005-03-21', exam_timing: '1' },
  },
  RPT_HIRE_BEFORE_BIRTH: {
    bad: { hire_date: '1985-03-20' },
    at: 'hire_date',
    good: { hire_date: '2001-03-21' },
  },
  RPT_EXAM_BEFORE_HIRE: {
    bad: { hire_date: '2026-07-02' },
    at: 'exam_date',
    good: { hire_date: '2026-07-02', exam_timing: '1' },
  },
  // At 43 an exam lasts three years, at 38 five.
  RPT_INTERVAL_AT_HIRE: {
    bad: { exam_timing: '1', exam_date: '2023-06-30', hire_date: '2026-07-01', birth_date: '1980-01-01' },
    at: 'exam_date',
    good: { exam_timing: '1', exam_date: '2023-06-30', hire_date: '2026-07-01' },
  },
  RPT_AGE_UNUSUAL: {
    bad: { birth_date: '2011-07-02', hire_date: '2026-06-01' },
    at: 'birth_date',
    good: { birth_date: '2011-07-01', hire_date: '2026-06-01' },
  },
  RPT_DIASTOLIC_NOT_BELOW: {
    bad: { systolic: '90', diastolic: '90' },
    at: 'diastolic',
    good: { systolic: '90', diastolic: '89' },
  },
  RPT_BMI_IMPOSSIBLE: {
    bad: { height: '210', weight: '35' },
    at: 'weight',
    good: { height: '165', weight: '36' },
  },
  RPT_BMI_UNUSUAL: {
    bad: { height: '180', weight: '40' },
    at: 'weight',
    good: { height: '170', weight: '38' },
  },
  RPT_ITEM_NOT_EXAMINED: {
    bad: { chest_xray: '9' },
    at: 'chest_xray',
    good: { chest_xray: '9', exam_timing: '4' },
  },
  RPT_NOTE_REQUIRED: {
    bad: { conclusion: '2', conclusion_note: ' ' },
    at: 'conclusion_note',
    good: { conclusion: '1', conclusion_note: '' },
  },
};

describe('the rules of cells and rows', () => {
  it('find nothing in a good row', async () => {
    const { verdict, findings, contents } = await judgeRows({});
    expect({ verdict, findings, values: contents[0]?.values }).toEqual({
      verdict: 'clean',
      findings: [],
      values: goodRow,
    });
  });

  for (const [code, { bad, at, good, also = [] }] of Object.entries(cases)) {
    it(`${code} is said of what is wrong and not of what is right`, async () => {
      const wrong = await judgeRows(bad, {});
      expect(brief(wrong.findings).toSorted()).toEqual([`2 ${at} ${code}`, ...also].toSorted());
      const right = await judgeRows(good);
      expect(brief(right.findings)).toEqual([]);
      expect(right.good).toBe(1);
    });
  }

  it('RPT_CELLS_MORE and RPT_CELLS_FEWER are said of rows that do not fit under the header', async () => {
    const cells = keys.map((key) => goodRow[key] ?? '');
    const file = [keys, [...cells, 'x'], cells.slice(0, 30), [...cells, '', ' ']].map(csvRow).join('');
    const { findings, rows, good, bad } = await judge(file);
    expect(findings.map(({ row, code, params }) => ({ row, code, params }))).toEqual([
      { row: 2, code: 'RPT_CELLS_MORE', params: { found: 50, expected: 49 } },
      { row: 3, code: 'RPT_CELLS_FEWER', params: { found: 30, expected: 49 } },
    ]);
    expect({ rows, good, bad }).toEqual({ rows: 3, good: 1, bad: 2 });
  });

  it('takes cells missing at the end of a row for empty where they never need a value', async () => {
    const cells = keys.map((key) => goodRow[key] ?? '');
    cells[keys.indexOf('conclusion')] = '1';
    const { verdict, contents } = await judge([keys, cells.slice(0, 48)].map(csvRow).join(''));
    expect(verdict).toBe('clean');
    expect(contents[0]?.values.conclusion_note).toBe('');
  });

  it('RPT_HEADER_REPEATED is the one thing said of a header among the rows', async () => {
    const [header = '', row = ''] = fileOf({}).split('\r\n');
    const { findings, rows } = await judge([header, row, header].join('\n'));
    expect(brief(findings)).toEqual(['3 - RPT_HEADER_REPEATED']);
    expect(rows).toBe(2);
  });

  it('RPT_HEADER_REPEATED is said where files with byte order marks were joined', async () => {
    const { findings, encoding } = await judge(`\uFEFF${fileOf({})}\uFEFF${fileOf({})}`);
    expect(brief(findings)).toEqual(['3 - RPT_HEADER_REPEATED', '4 exam_date RPT_DUPLICATE_IN_FILE']);
    expect(encoding).toBe('utf-8-bom');
  });

  it('RPT_QUOTE_INSIDE is said of a lone quote in a cell that is not quoted', async () => {
    const { findings } = await judge(fileOf({ department: 'QUOTE' }).replace('QUOTE', '製"造'));
    expect(brief(findings)).toEqual(['2 department RPT_QUOTE_INSIDE']);
  });

  it('RPT_DUPLICATE_IN_FILE names the row where the exam stands first, also when that row is wrong', async () => {
    const same = { worker_id: 'A100000001' };
    const { findings } = await judgeRows({ ...same, worker_name: '' }, {}, same, {
      ...same,
      exam_date: '2026-07-02',
    });
    expect(brief(findings)).toEqual(['2 worker_name RPT_REQUIRED', '4 exam_date RPT_DUPLICATE_IN_FILE']);
    expect(findings[1]?.params).toEqual({ row: 2 });
  });

  it('RPT_DUPLICATE_OF_ACCEPTED strikes rows that are on record, in one query for a chunk', async () => {
    const asked: number[] = [];
    const { findings, records, rows, good, bad, verdict } = await judge(fileOf({}, {}, { sex: 'F' }, {}), {
      async findKnown(chunk) {
        asked.push(chunk.length);
        return [{ index: 1, duplicateOf: 'S1', previousExamDate: null }];
      },
    });
    expect(asked).toEqual([3]);
    expect(brief(findings)).toEqual(['3 exam_date RPT_DUPLICATE_OF_ACCEPTED', '4 sex RPT_SEX_NOT_AS_ID']);
    expect(findings[0]?.params).toEqual({ submission: 'S1' });
    expect(records.map(({ row }) => row)).toEqual([2, 5]);
    expect({ rows, good, bad, verdict }).toEqual({ rows: 4, good: 2, bad: 2, verdict: 'errors' });
  });

  it.each([
    ['1985-03-21', '2023-06-30', 3],
    ['1985-03-21', '2023-07-01', undefined],
    ['1990-03-21', '2021-06-30', 5],
    ['1990-03-21', '2021-07-01', undefined],
    ['1961-07-01', '2025-06-30', 1],
    ['1961-07-02', '2025-06-30', undefined],
  ])(
    'RPT_INTERVAL_PASSED: born %s, last exam %s, is past an interval of %s years',
    async (birth, previous, years) => {
      const { findings, verdict } = await judge(fileOf({ birth_date: birth, hire_date: '2015-07-01' }), {
        findKnown: async () => [{ index: 0, duplicateOf: null, previousExamDate: previous }],
      });
      expect(findings.map(({ code, params }) => ({ code, params }))).toEqual(
        years === undefined ? [] : [{ code: 'RPT_INTERVAL_PASSED', params: { previous, years } }],
      );
      expect(verdict).toBe(years === undefined ? 'clean' : 'warnings');
    },
  );
});
