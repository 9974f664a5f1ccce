import { amendmentDate } from './amendment-date.js';

/** A special hazard operation 特別危害健康作業 (勞工健康保護規則 附表一 and 附表十). */
export interface HazardOperation {
  /** As written in files. */
  readonly code: string;
  readonly name: string;
  /** From this exam date on the operation asks for special exams; `yyyy-mm-dd`. */
  readonly effectiveFrom: string;
  /** 第 19 and 20 條: how long the records are kept. */
  readonly retentionYears: 10 | 30;
  /** Keys of the items that an exam for it examines. */
  readonly items: readonly string[];
}

const spirometry = ['fvc', 'fev1', 'fev1_fvc'];

export const ears = ['left', 'right'] as const;

/** In hertz. */
export const frequencies = [500, 1000, 2000, 3000, 4000, 6000, 8000];

/** The key of the threshold of an ear at a frequency. */
export function audiometryItem(ear: (typeof ears)[number], hertz: number): string {
  return `audiometry_${ear}_${hertz}`;
}

const audiometry = ears.flatMap((ear) => frequencies.map((hertz) => audiometryItem(ear, hertz)));

/**
 * The 35 operations. 33 to 35 came with the amendment of 2026, as the association's draft guide reports it; its day is a
 * setting.
 */
export const hazardOperations: readonly HazardOperation[] = [
  {
    code: '01',
    name: '高溫作業',
    effectiveFrom: '2021-12-22',
    retentionYears: 10,
    items: ['ecg', 'sodium', 'potassium', 'chloride', 'bun', 'egfr', 'urine_specific_gravity'],
  },
  {
    code: '02',
    name: '噪音作業',
    effectiveFrom: '2021-12-22',
    retentionYears: 10,
    items: ['otoscopy', ...audiometry],
  },
  {
    code: '03',
    name: '游離輻射作業',
    effectiveFrom: '2021-12-22',
    retentionYears: 30,
    items: ['cbc_differential', 'tsh', 'free_t4', 'skin_exam', 'lens_exam'],
  },
  {
    code: '04',
    name: '異常氣壓作業',
    effectiveFrom: '2021-12-22',
    retentionYears: 10,
    items: [...spirometry, 'long_bone_xray', 'ecg'],
  },
  {
    code: '05',
    name: '鉛作業',
    effectiveFrom: '2021-12-22',
    retentionYears: 10,
    items: [
      'blood_lead',
      'urine_lead',
      'urine_ala',
      'urine_coproporphyrin',
      'haemoglobin',
      'haematocrit',
      'rbc',
    ],
  },
  {
    code: '06',
    name: '四烷基鉛作業',
    effectiveFrom: '2021-12-22',
    retentionYears: 10,
    items: ['urine_lead', 'urine_ala', 'urine_coproporphyrin', 'neuropsychiatric_exam'],
  },
  {
    code: '07',
    name: '1,1,2,2-四氯乙烷作業',
    effectiveFrom: '2021-12-22',
    retentionYears: 10,
    items: ['alt', 'ggt', 'creatinine'],
  },
  {
    code: '08',
    name: '四氯化碳作業',
    effectiveFrom: '2021-12-22',
    retentionYears: 10,
    items: ['alt', 'ggt', 'creatinine'],
  },
  {
    code: '09',
    name: '二硫化碳作業',
    effectiveFrom: '2021-12-22',
    retentionYears: 10,
    items: ['urine_ttca', 'ecg', 'fundus_exam', 'triglyceride', 'total_cholesterol'],
  },
  {
    code: '10',
    name: '三氯乙烯、四氯乙烯作業',
    effectiveFrom: '2021-12-22',
    retentionYears: 30,
    items: ['urine_trichloroacetic_acid', 'alt', 'ggt'],
  },
  {
    code: '11',
    name: '二甲基甲醯胺作業',
    effectiveFrom: '2021-12-22',
    retentionYears: 10,
    items: ['urine_nmf', 'alt', 'ggt'],
  },
  {
    code: '12',
    name: '正己烷作業',
    effectiveFrom: '2021-12-22',
    retentionYears: 10,
    items: ['urine_25_hexanedione', 'neurological_exam'],
  },
  {
    code: '13',
    name: '聯苯胺及其鹽類等作業',
    effectiveFrom: '2021-12-22',
    retentionYears: 30,
    items: ['urine_benzidine', 'urine_cytology', 'urine_occult_blood'],
  },
  {
    code: '14',
    name: '鈹及其化合物作業',
    effectiveFrom: '2021-12-22',
    retentionYears: 30,
    items: ['chest_xray', ...spirometry, 'skin_exam'],
  },
  {
    code: '15',
    name: '氯乙烯作業',
    effectiveFrom: '2021-12-22',
    retentionYears: 30,
    items: ['alt', 'ggt', 'abdominal_ultrasound', 'hand_xray'],
  },
  {
    code: '16',
    name: '苯作業',
    effectiveFrom: '2021-12-22',
    retentionYears: 30,
    items: ['cbc_differential', 'haemoglobin', 'wbc', 'urine_phenol', 'urine_ttma'],
  },
  {
    code: '17',
    name: '二異氰酸甲苯等作業',
    effectiveFrom: '2021-12-22',
    retentionYears: 10,
    items: [...spirometry, 'chest_xray'],
  },
  {
    code: '18',
    name: '石綿作業',
    effectiveFrom: '2021-12-22',
    retentionYears: 30,
    items: ['chest_xray', ...spirometry],
  },
  {
    code: '19',
    name: '砷及其化合物作業',
    effectiveFrom: '2021-12-22',
    retentionYears: 30,
    items: ['urine_inorganic_arsenic', 'skin_exam', 'nasal_septum_exam'],
  },
  {
    code: '20',
    name: '錳及其化合物作業',
    effectiveFrom: '2021-12-22',
    retentionYears: 10,
    items: ['blood_manganese', 'urine_manganese', 'neurological_exam'],
  },
  {
    code: '21',
    name: '黃磷作業',
    effectiveFrom: '2021-12-22',
    retentionYears: 10,
    items: ['mandible_xray', 'phosphate', 'alt'],
  },
  {
    code: '22',
    name: '聯吡啶或巴拉刈作業',
    effectiveFrom: '2021-12-22',
    retentionYears: 10,
    items: ['urine_paraquat', ...spirometry, 'chest_xray', 'skin_exam'],
  },
  {
    code: '23',
    name: '粉塵作業',
    effectiveFrom: '2021-12-22',
    retentionYears: 30,
    items: ['chest_xray_image', 'chest_xray', ...spirometry],
  },
  {
    code: '24',
    name: '鉻酸、重鉻酸及其鹽類作業',
    effectiveFrom: '2021-12-22',
    retentionYears: 30,
    items: ['blood_chromium', 'urine_chromium', 'nasal_septum_exam', 'skin_exam'],
  },
  {
    code: '25',
    name: '鎘及其化合物作業',
    effectiveFrom: '2021-12-22',
    retentionYears: 30,
    items: ['blood_cadmium', 'urine_cadmium', 'creatinine', ...spirometry],
  },
  {
    code: '26',
    name: '鎳及其化合物作業',
    effectiveFrom: '2021-12-22',
    retentionYears: 30,
    items: ['urine_nickel', 'egfr'],
  },
  {
    code: '27',
    name: '乙基汞化合物作業',
    effectiveFrom: '2022-01-01',
    retentionYears: 10,
    items: ['blood_mercury', 'egfr', 'neurological_exam'],
  },
  {
    code: '28',
    name: '溴丙烷作業',
    effectiveFrom: '2021-12-22',
    retentionYears: 10,
    items: ['neurological_exam', 'haemoglobin', 'wbc'],
  },
  {
    code: '29',
    name: '1,3-丁二烯作業',
    effectiveFrom: '2021-12-22',
    retentionYears: 30,
    items: ['cbc_differential', 'haemoglobin', 'wbc'],
  },
  {
    code: '30',
    name: '甲醛作業',
    effectiveFrom: '2021-12-22',
    retentionYears: 30,
    items: ['airway_exam', 'skin_exam', 'haemoglobin', 'wbc'],
  },
  {
    code: '31',
    name: '銦及其化合物作業',
    effectiveFrom: '2021-12-22',
    retentionYears: 30,
    items: ['serum_indium', ...spirometry],
  },
  {
    code: '32',
    name: '汞及其無機化合物作業',
    effectiveFrom: '2022-01-01',
    retentionYears: 10,
    items: ['blood_mercury', 'urine_mercury', 'egfr', 'neurological_exam'],
  },
  {
    code: '33',
    name: '苯乙烯作業',
    effectiveFrom: amendmentDate,
    retentionYears: 30,
    items: ['urine_mandelic_acid'],
  },
  {
    code: '34',
    name: '甲苯作業',
    effectiveFrom: amendmentDate,
    retentionYears: 10,
    items: ['urine_hippuric_acid'],
  },
  {
    code: '35',
    name: '二甲苯作業',
    effectiveFrom: amendmentDate,
    retentionYears: 10,
    items: ['urine_methylhippuric_acid', 'egfr'],
  },
];

/** Code and name of each operation, in the order of the table. */
export const hazardNames: Readonly<Record<string, string>> = Object.fromEntries(
  hazardOperations.map(({ code, name }) => [code, name]),
);

/** Other spellings: spreadsheets drop a zero in front, and people the word 作業 behind. */
export const hazardAliases: Readonly<Record<string, string>> = Object.fromEntries(
  hazardOperations.flatMap(({ code, name }) => [
    [code.replace(/^0/, ''), code],
    [name.replace(/作業$/, ''), code],
  ]),
);

/** The codes of the operations whose exam has an item. */
export function hazardsThatExamine(item: string): readonly string[] {
  return hazardOperations.filter(({ items }) => items.includes(item)).map(({ code }) => code);
}

/** The operation with a code, or undefined. */
export function hazardOperation(code: string): HazardOperation | undefined {
  return hazardOperations.find((hazard) => hazard.code === code);
}
