import { describe, expect, it } from 'vitest';
import { readCell } from '../../../src/reports/rules/cells/index.js';
import { layoutOf } from '../../../src/reports/schema/layouts.js';

const context = { institutionCode: '1268650500' };

/** The stored text and the codes of notes, or the code of the fault. */
function read(key: string, raw: string): string {
  const column = layoutOf('general').columns.find((one) => one.key === key);
  if (column === undefined) throw new TypeError(`There is no column ${key}.`);
  const reading = readCell(raw, column, context);
  if (reading.is === 'empty') return 'empty';
  if (reading.is === 'wrong') return reading.code;
  return [reading.text, ...reading.notes.map(({ code }) => code)].join(' + ');
}

describe('dates', () => {
  it.each([
    ['2026-01-23', '2026-01-23'],
    ['2026/1/23', '2026-01-23'],
    ['2026.01.23', '2026-01-23'],
    ['20260123', '2026-01-23'],
    ['1150123', '2026-01-23'],
    ['115/1/23', '2026-01-23'],
    ['民國115年1月23日', '2026-01-23'],
    ['中華民國115年01月23日', '2026-01-23'],
    ['西元2026年1月23日', '2026-01-23'],
    ['２０２６－０１－２３', '2026-01-23'],
    ['１１５／１／２３', '2026-01-23'],
    ['2026-01-23 00:00:00', '2026-01-23'],
    ['2026/1/23 0:00', '2026-01-23'],
    [' 2026-01-23\u3000', '2026-01-23'],
    ['075/03/02', '1986-03-02'],
    ['750302', '1986-03-02 + RPT_DATE_SHORT_YEAR'],
    ['75/3/2', '1986-03-02 + RPT_DATE_SHORT_YEAR'],
    ['2026 - 01 - 23', '2026-01-23 + RPT_BLANK_INSIDE'],
    ['113/2/29', '2024-02-29'],
    ['114/2/29', 'RPT_DATE_NOT_EXISTING'],
    ['2026-13-01', 'RPT_DATE_NOT_EXISTING'],
    ['2026-00-01', 'RPT_DATE_NOT_EXISTING'],
    ['2100-02-29', 'RPT_DATE_NOT_EXISTING'],
    ['1899-12-31', 'RPT_DATE_RANGE'],
    ['2101-01-01', 'RPT_DATE_RANGE'],
    ['0115-01-23', 'RPT_DATE_RANGE'],
    ['46045', 'RPT_DATE_SERIAL'],
    ['46045.5', 'RPT_DATE_SERIAL'],
    ['23.1.2026', 'RPT_DATE_FORM'],
    ['1/23/2026', 'RPT_DATE_FORM'],
    ['2026-01/23', 'RPT_DATE_FORM'],
    ['2026-01-23 09:30', 'RPT_DATE_FORM'],
    ['Jan 23, 2026', 'RPT_DATE_FORM'],
    ['-', 'RPT_DATE_FORM'],
    ['\u00a0', 'empty'],
  ])('%s is %s', (raw, expected) => expect(read('exam_date', raw)).toBe(expected));
});

describe('numbers', () => {
  it.each([
    ['170', '170'],
    ['170.5', '170.5'],
    ['0170.50', '170.5'],
    ['+170.', '170'],
    ['１７０．５', '170.5'],
    ['170 .5', '170.5 + RPT_BLANK_INSIDE'],
    ['1,70', 'RPT_NUMBER_FORM'],
    ['170,5', 'RPT_NUMBER_FORM'],
    ['1.7E2', 'RPT_NUMBER_FORM'],
    ['170.55', 'RPT_NUMBER_DECIMALS'],
    ['17.55', 'RPT_VALUE_IMPOSSIBLE'],
    ['-170', 'RPT_VALUE_IMPOSSIBLE'],
    ['99999999999999999999', 'RPT_VALUE_IMPOSSIBLE'],
    ['211', '211 + RPT_VALUE_UNUSUAL'],
    ['<170', 'RPT_NUMBER_FORM'],
    ['.', 'RPT_NUMBER_FORM'],
    ['NaN', 'RPT_NUMBER_FORM'],
    ['0x99', 'RPT_NUMBER_FORM'],
    ['一七〇', 'RPT_NUMBER_FORM'],
    ['  ', 'empty'],
  ])('%s is %s', (raw, expected) => expect(read('height', raw)).toBe(expected));

  it('may have thousands separators, to be confirmed', () => {
    expect(read('triglyceride', '1,200')).toBe('1200 + RPT_THOUSANDS_SEPARATOR + RPT_VALUE_UNUSUAL');
    expect(read('triglyceride', '１，０００')).toBe('1000 + RPT_THOUSANDS_SEPARATOR');
  });

  it('keep zeros that say how exactly was measured', () => {
    expect(read('wbc', '6.20')).toBe('6.20');
    expect(read('vision_left', '.5')).toBe('0.5');
    expect(read('vision_left', '-0.00')).toBe('0.00 + RPT_VALUE_UNUSUAL');
  });
});

describe('codes', () => {
  it.each([
    ['sex', 'M', 'M'],
    ['sex', 'ｍ', 'M'],
    ['sex', ' 女 ', 'F'],
    ['exam_timing', '定期檢查', '2'],
    ['exam_timing', '新進員工（受僱時）', '1'],
    ['hearing_left', '未 檢查', '9'],
    ['urine_protein', '－', '-'],
    ['urine_protein', '±', '+-'],
    ['urine_protein', '＋＋', '2+'],
    ['urine_protein', '(+)', '1+'],
    ['urine_protein', 'Trace', '+-'],
    ['urine_protein', '微量', '+-'],
    ['urine_protein', '5+', 'RPT_CODE_UNKNOWN'],
    ['sex', '1', 'RPT_CODE_UNKNOWN'],
    ['colour_vision', '9', 'RPT_CODE_UNKNOWN'],
    ['colour_vision', 'constructor', 'RPT_CODE_UNKNOWN'],
  ])('of %s: %s is %s', (key, raw, expected) => expect(read(key, raw)).toBe(expected));
});

describe('identifiers', () => {
  it.each([
    ['worker_id', 'ａ１２３４５６７８９', 'A123456789'],
    ['worker_id', 'A 123456789', 'A123456789 + RPT_BLANK_INSIDE'],
    ['worker_id', 'A123456789X', 'RPT_WORKER_ID_FORM'],
    ['worker_id', 'š123456789', 'RPT_WORKER_ID_FORM'],
    ['employer_ubn', '０４５９５２５７', '04595257'],
    ['employer_ubn', '4595257', 'RPT_LEADING_ZERO_LOST'],
    ['employer_ubn', '1.2E+07', 'RPT_SCIENTIFIC'],
    ['institution_code', '268650500', 'RPT_INSTITUTION_OTHER'],
    ['labour_insurance_no', '01234567a', '01234567A'],
    ['labour_insurance_no', '０１２３４５６７', '01234567 + RPT_FULL_WIDTH'],
    ['labour_insurance_no', '1234567', 'RPT_LEADING_ZERO_LOST'],
    ['physician_licence', '醫字第012345號', '醫字第012345號'],
    ['physician_licence', 'x'.repeat(30), 'RPT_LICENCE_FORM'],
    ['physician_licence', `1${'x'.repeat(30)}`, 'RPT_TOO_LONG'],
  ])('%s: %s is %s', (key, raw, expected) => expect(read(key, raw)).toBe(expected));

  it('tells a lost zero of the own institution code from another code', () => {
    const column = layoutOf('general').columns[0];
    if (column === undefined) throw new TypeError('There is no first column.');
    expect(readCell('123456789', column, { institutionCode: '0123456789' })).toEqual({
      is: 'wrong',
      code: 'RPT_LEADING_ZERO_LOST',
      params: { digits: 10, found: 9 },
    });
  });
});

describe('text', () => {
  it.each([
    ['王小明', '王小明'],
    ['  王\t小明　', '王\t小明'],
    ['一\r\n二\r三', '一\n二\n三'],
    ['Ａ１', 'Ａ１'],
    ['王\u200b小明', '王小明 + RPT_INVISIBLE_REMOVED'],
    ['\u202e明小王\u202c', '明小王 + RPT_INVISIBLE_REMOVED'],
    ['王\u2028小明', '王小明 + RPT_INVISIBLE_REMOVED'],
    ['王\u2066小\u2069明', '王小明 + RPT_INVISIBLE_REMOVED'],
    ['王?明', '王?明 + RPT_QUESTION_MARK'],
    ['王？明', '王？明 + RPT_QUESTION_MARK'],
    ['葛\u{E0100}', '葛\u{E0100}'],
    ['王\u0085', 'RPT_CONTROL_CHARACTER'],
    ['王\x7f', 'RPT_CONTROL_CHARACTER'],
    ['\u{F0000}', 'RPT_PRIVATE_USE'],
    ['王\u{1F600}明', 'RPT_EMOJI'],
    ['\u200b', 'empty'],
    ['𠮷', '𠮷'],
  ])('%j is %j', (raw, expected) => expect(read('worker_name', raw)).toBe(expected));
});

describe('a cell of a million characters', () => {
  const many = (text: string) => text.repeat(1_000_000);
  it.each([
    ['exam_date', `2026${many(' ')}-01-01`, 'RPT_DATE_FORM'],
    ['exam_date', many('1'), 'RPT_DATE_FORM'],
    ['height', `1${many(' ')}70`, '170 + RPT_BLANK_INSIDE'],
    ['height', many('1,111'), 'RPT_NUMBER_FORM'],
    ['height', many('0'), 'RPT_VALUE_IMPOSSIBLE'],
    ['sex', `M${many(' ')}F`, 'RPT_CODE_UNKNOWN'],
    ['worker_id', many('A1'), 'RPT_WORKER_ID_FORM'],
    ['worker_name', `王${many(' ')}明`, 'RPT_TOO_LONG'],
    ['worker_name', many('\u3000'), 'empty'],
    ['physician_licence', many('1'), 'RPT_TOO_LONG'],
  ])(
    'of %s is read in no time',
    (key, raw, expected) => {
      expect(read(key, raw)).toBe(expected);
    },
    2000,
  );
});
