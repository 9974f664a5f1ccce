import type { Column, Requirement } from './column.js';
import { hazardAliases, hazardNames } from './hazard-operations.js';

/**
 * 勞工健康保護規則 第 21 條 grades the periodic exams of hazard operations, and the follow-up of what they found; an exam at
 * hire or at a change of work decides on fitness and has no level.
 */
const whereLevelled: Requirement = { timings: ['2', '4'] };

/** What every exam for a hazard operation tells besides its items (附表十一). */
export const specialColumns = [
  {
    key: 'specialist_name',
    name: '職業醫學科專科醫師姓名',
    nameEn: 'Occupational physician name',
    required: 'never',
    type: 'text',
    isName: true,
    maxLength: 50,
  },
  {
    key: 'specialist_licence',
    name: '職業醫學科專科醫師證書字號',
    nameEn: 'Occupational physician licence number',
    required: 'never',
    type: 'identifier',
    scheme: 'licence',
    maxLength: 30,
  },
  {
    key: 'hazard_code',
    name: '特別危害健康作業',
    nameEn: 'Hazard operation',
    required: 'always',
    type: 'code',
    codes: hazardNames,
    aliases: hazardAliases,
  },
  {
    key: 'exposure_years',
    name: '從事該作業年資',
    nameEn: 'Years in the operation',
    required: 'never',
    type: 'number',
    unit: '年',
    hardMin: 0,
    hardMax: 70,
    softMin: 0,
    softMax: 50,
    decimals: 1,
  },
  {
    key: 'weekly_hours',
    name: '每週平均工時',
    nameEn: 'Hours a week',
    required: 'never',
    type: 'number',
    unit: '小時',
    hardMin: 0,
    hardMax: 168,
    softMin: 1,
    softMax: 84,
    decimals: 1,
  },
  {
    key: 'exposure_level',
    name: '作業環境監測暴露值',
    nameEn: 'Exposure measured',
    required: 'never',
    type: 'number',
    unit: '',
    hardMin: 0,
    hardMax: 1000000,
    softMin: 0,
    softMax: 100000,
    decimals: 3,
  },
  {
    key: 'exposure_unit',
    name: '暴露值單位',
    nameEn: 'Unit of the exposure',
    required: 'never',
    type: 'text',
    maxLength: 20,
  },
  {
    key: 'management_level',
    name: '健康管理分級',
    nameEn: 'Management level',
    required: whereLevelled,
    type: 'code',
    codes: { '1': '第一級管理', '2': '第二級管理', '3': '第三級管理', '4': '第四級管理' },
  },
  {
    key: 'diagnosis',
    name: '臨床診斷',
    nameEn: 'Clinical diagnosis',
    required: 'never',
    type: 'text',
    maxLength: 400,
  },
  {
    key: 'advice',
    name: '健康管理及工作適性建議',
    nameEn: 'Health management and fitness advice',
    required: 'never',
    type: 'text',
    maxLength: 400,
  },
  {
    key: 'fitness',
    name: '工作適性',
    nameEn: 'Fitness for work',
    required: 'never',
    type: 'code',
    codes: { '0': '可繼續從事', '1': '變更工作場所', '2': '更換工作', '3': '縮短工作時間', '4': '醫療' },
  },
] as const satisfies readonly Column[];
