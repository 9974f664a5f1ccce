import type { ReportCode } from '../rules/table.js';
import type { ExamKind } from '../schema/kinds.js';
import { layoutOf } from '../schema/layouts.js';

/** One mistake put into a sample file: the finding that a reporter must get for it. */
export interface PlacedMistake {
  /** As the spreadsheet shows it: the header is row 1. */
  readonly row: number;
  readonly key: string;
  readonly code: ReportCode;
}

/** A way to spoil a row that calls forth exactly one error. */
export interface SampleMistake {
  readonly code: ReportCode;
  readonly key: string;
  /** The cell to write instead. */
  spoil(cell: string): string;
}

/** The mistakes that a file of this kind can have. */
export function sampleMistakesOf(kind: ExamKind): readonly SampleMistake[] {
  const keys = new Set(layoutOf(kind).columns.map(({ key }) => key));
  const own = kind === 'special' ? specialMistakes : [];
  return [...sampleMistakes.filter(({ key }) => keys.has(key)), ...own];
}

const sampleMistakes: readonly SampleMistake[] = [
  { code: 'RPT_REQUIRED', key: 'worker_name', spoil: () => '' },
  {
    code: 'RPT_WORKER_ID_CHECK',
    key: 'worker_id',
    spoil: (id) => id.slice(0, 9) + String((Number(id[9]) + 1) % 10),
  },
  { code: 'RPT_WORKER_ID_FORM', key: 'worker_id', spoil: (id) => id.slice(0, 9) },
  {
    code: 'RPT_EMPLOYER_UBN_CHECK',
    key: 'employer_ubn',
    // Two more can neither complete the sum nor, with a seventh digit 7, the sum and one.
    spoil: (ubn) => ubn.slice(0, 7) + String((Number(ubn[7]) + 2) % 5),
  },
  { code: 'RPT_DATE_NOT_EXISTING', key: 'exam_date', spoil: (date) => `${date.slice(0, 4)}-02-30` },
  { code: 'RPT_DATE_FORM', key: 'birth_date', spoil: (date) => date.split('-').reverse().join('.') },
  { code: 'RPT_EXAM_IN_FUTURE', key: 'exam_date', spoil: (date) => `${Number(date.slice(0, 4)) + 2}-01-01` },
  { code: 'RPT_SEX_NOT_AS_ID', key: 'sex', spoil: (sex) => (sex === 'M' ? 'F' : 'M') },
  { code: 'RPT_VALUE_IMPOSSIBLE', key: 'height', spoil: () => '17.5' },
  { code: 'RPT_NUMBER_FORM', key: 'weight', spoil: (weight) => `${weight}kg` },
  { code: 'RPT_NUMBER_DECIMALS', key: 'glucose', spoil: (glucose) => `${glucose}.5` },
  { code: 'RPT_CODE_UNKNOWN', key: 'chest_xray', spoil: () => '7' },
  { code: 'RPT_DIASTOLIC_NOT_BELOW', key: 'diastolic', spoil: () => '195' },
  { code: 'RPT_NOTE_REQUIRED', key: 'conclusion_note', spoil: () => '' },
  { code: 'RPT_INSTITUTION_OTHER', key: 'institution_code', spoil: () => '1999999999' },
];

const specialMistakes: readonly SampleMistake[] = [
  { code: 'RPT_VALUE_IMPOSSIBLE', key: 'weekly_hours', spoil: () => '400' },
  { code: 'RPT_NUMBER_FORM', key: 'exposure_years', spoil: (years) => `${years}年` },
  { code: 'RPT_CODE_UNKNOWN', key: 'fitness', spoil: () => '7' },
  { code: 'RPT_EXPOSURE_NEEDS_UNIT', key: 'exposure_level', spoil: () => '12.5' },
];
