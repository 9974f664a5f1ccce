import { dayOf } from '../rules/calendar.js';
import { type CodeColumn, type Column, codeList } from '../schema/column.js';
import { type HazardOperation, hazardOperations } from '../schema/hazard-operations.js';
import { layoutOf } from '../schema/layouts.js';
import { type SampleSetting, sampleCommonCells } from './common-cells.js';
import { type Draw, drawFor } from './draw.js';
import { physicians } from './word-lists.js';

/**
 * The cells of one exam for a hazard operation in the order of the template, unusual in nothing.
 *
 * @param index of the data row, from 0
 * @param hazard code of the operation; one after the other when undefined, but those that need images
 */
export function sampleSpecialRow(
  setting: SampleSetting,
  index: number,
  hazard: string | undefined,
): string[] {
  const draw = drawFor(setting.seed, index);
  const { cells, timing, examDay } = sampleCommonCells(setting, draw, index);
  const operation = operationOf(hazard, index, examDay);
  const isGraded = timing === '2' || timing === '4';
  const level = isGraded ? draw.pick(levels) : '';
  const given = new Map([
    ['hazard_code', operation.code],
    ['exposure_years', String(draw.whole(0, 10))],
    ['weekly_hours', '40'],
    ['fitness', '0'],
    ['management_level', level],
    ...(levelCells[level] ?? []),
  ]);
  const own = layoutOf('special').columns.slice(cells.length);
  return [
    ...cells,
    ...own.map((column) =>
      operation.items.includes(column.key) ? sampleItem(draw, column, index) : (given.get(column.key) ?? ''),
    ),
  ];
}

const levels = ['1', '1', '1', '1', '1', '2', '2', '3', '4'] as const;

const specialist: readonly (readonly [string, string])[] = [
  ['specialist_name', physicians[0] ?? ''],
  ['specialist_licence', '職醫字第000123號'],
  ['diagnosis', '與作業有關之異常，待追蹤'],
  ['advice', '調整作業，三個月後追蹤'],
];

const levelCells: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  '2': [['advice', '個別健康指導，六個月後追蹤']],
  '3': specialist,
  '4': specialist,
};

const withoutImages = hazardOperations.filter(({ items }) => !items.includes('chest_xray_image'));

function operationOf(code: string | undefined, index: number, examDay: number): HazardOperation {
  const inForce = withoutImages.filter(({ effectiveFrom }) => dayOf(effectiveFrom) <= examDay);
  const found =
    code === undefined
      ? inForce[index % inForce.length]
      : hazardOperations.find((operation) => operation.code === code);
  if (found === undefined) throw new TypeError('There is no such hazard operation on the day of the exam.');
  return found;
}

/** What the row of this index, from 0, calls its image. */
export function sampleImageName(index: number): string {
  return `${String(index + 1).padStart(6, '0')}.jpg`;
}

/** What is said of most people: the first of the list. */
function usualCode(column: CodeColumn): string {
  return codeList(column)[0]?.[0] ?? '';
}

/** A usual value. */
function sampleItem(draw: Draw, column: Column, index: number): string {
  if (column.type === 'image') return sampleImageName(index);
  if (column.type === 'code') return draw.fraction() < 0.04 && '1' in column.codes ? '1' : usualCode(column);
  if (column.type !== 'number') return '';
  const { softMin, softMax, decimals } = column;
  // What a body always has lies about the middle; what comes from outside is low.
  const [from, to] = softMin > 0 ? [0.3, 0.6] : [0.05, 0.3];
  return (softMin + (softMax - softMin) * (from + (to - from) * draw.fraction())).toFixed(decimals);
}
