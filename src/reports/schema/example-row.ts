import { type Column, codeList } from './column.js';
import { columnsOf } from './columns-of.js';
import type { ExamKind } from './kinds.js';

type Example = Readonly<Record<string, string>>;

/** Everybody's example worker. */
const common: Example = {
  institution_code: '1268650500',
  employer_ubn: '04595257',
  employer_name: '範例精密工業股份有限公司',
  labour_insurance_no: '01234567A',
  worker_id: 'A123456789',
  worker_name: '王範例',
  sex: 'M',
  birth_date: '1985-03-21',
  hire_date: '2015-07-01',
  exam_date: '2026-07-01',
  exam_timing: '2',
  department: '製造部',
  job_description: '組裝作業',
  physician_name: '方健安',
  physician_licence: '醫字第012345號',
};

const general: Example = {
  height: '172.5',
  weight: '68.4',
  waist: '82.0',
  systolic: '122',
  diastolic: '78',
  vision_left: '1.0',
  vision_right: '1.2',
  vision_corrected: '1',
  colour_vision: '0',
  hearing_left: '0',
  hearing_right: '0',
  exam_head_neck: '0',
  exam_respiratory: '0',
  exam_cardiovascular: '0',
  exam_digestive: '0',
  exam_neurological: '0',
  exam_musculoskeletal: '0',
  exam_skin: '0',
  chest_xray: '0',
  urine_protein: '-',
  urine_occult_blood: '-',
  haemoglobin: '14.8',
  wbc: '6.20',
  rbc: '4.95',
  mcv: '89.5',
  glucose: '96',
  alt: '24',
  creatinine: '0.92',
  total_cholesterol: '188',
  triglyceride: '110',
  hdl: '52',
  ldl: '116',
  conclusion: '2',
  conclusion_note: '血壓偏高，三個月內回診追蹤',
};

/** An exam for noise. */
const special: Example = {
  specialist_name: '簡範例',
  specialist_licence: '職醫字第000123號',
  hazard_code: '02',
  exposure_years: '8.5',
  weekly_hours: '40',
  exposure_level: '88.5',
  exposure_unit: 'dBA',
  management_level: '2',
  diagnosis: '雙側高頻聽力損失',
  advice: '配戴防音防護具，六個月後追蹤聽力',
  fitness: '0',
  otoscopy: '0',
  audiometry_left_500: '10',
  audiometry_left_1000: '10',
  audiometry_left_2000: '15',
  audiometry_left_3000: '20',
  audiometry_left_4000: '35',
  audiometry_left_6000: '30',
  audiometry_left_8000: '25',
  audiometry_right_500: '10',
  audiometry_right_1000: '15',
  audiometry_right_2000: '15',
  audiometry_right_3000: '25',
  audiometry_right_4000: '40',
  audiometry_right_6000: '35',
  audiometry_right_8000: '30',
};

/** The row that shows in the template of each kind how to fill it in. It is never taken for an exam. */
export const exampleRows: Readonly<Record<ExamKind, Example>> = {
  general: { ...common, ...general },
  special: { ...common, ...special },
};

/**
 * The example row for a template; with a hazard operation, an exam for that one.
 *
 * @param hazard code of an operation; the example of the whole layout is an exam for noise
 */
export function exampleOf(kind: ExamKind, hazard?: string): Example {
  if (hazard === undefined || hazard === exampleRows.special.hazard_code) return exampleRows[kind];
  const columns = columnsOf('special', hazard);
  const items = columns.filter(
    ({ required }) => typeof required === 'object' && required.hazards !== undefined,
  );
  return {
    ...common,
    hazard_code: hazard,
    exposure_years: '8.5',
    weekly_hours: '40',
    management_level: '1',
    fitness: '0',
    ...Object.fromEntries(items.map((column) => [column.key, usualValue(column)])),
  };
}

/** What is said of most people: the first code, a value well within the usual. */
function usualValue(column: Column): string {
  if (column.type === 'code') return codeList(column)[0]?.[0] ?? '';
  if (column.type === 'image') return `${common.worker_id}.jpg`;
  if (column.type !== 'number') return '';
  const { softMin, softMax, decimals } = column;
  // What a body always has lies about the middle; what comes from outside is low.
  return (softMin + (softMax - softMin) * (softMin > 0 ? 0.4 : 0.1)).toFixed(decimals);
}
