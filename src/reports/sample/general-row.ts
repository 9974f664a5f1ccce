import { type SampleSetting, sampleCommonCells } from './common-cells.js';
import { type Draw, drawFor } from './draw.js';
import { notes } from './word-lists.js';

/**
 * The cells of one general exam in the order of the template, unusual in nothing. The same setting and index give the
 * same cells, whatever was made before.
 *
 * @param index of the data row, from 0
 */
export function sampleGeneralRow(setting: SampleSetting, index: number): string[] {
  const draw = drawFor(setting.seed, index);
  const { cells, sex } = sampleCommonCells(setting, draw, index);
  const conclusion = draw.pick(conclusions);
  return [
    ...cells,
    ...body(draw, sex),
    ...findings(draw),
    ...laboratory(draw),
    conclusion,
    conclusion === '1' ? '' : draw.pick(notes),
  ];
}

const conclusions = ['1', '1', '1', '1', '1', '1', '2', '2', '2', '5'] as const;
const dipsticks = ['-', '-', '-', '-', '-', '-', '-', '-', '+-', '1+'] as const;

/** Height to colour vision. */
function body(draw: Draw, sex: 'M' | 'F'): string[] {
  const height = Math.round(draw.around(sex === 'M' ? 1710 : 1580, 65, 1400, 2000));
  const bmi = draw.around(24, 3.5, 17, 38);
  const weight = Math.min(1450, Math.max(360, Math.round((bmi * height * height) / 100_000)));
  const systolic = Math.round(draw.around(122, 14, 92, 190));
  return [
    tenths(height),
    tenths(weight),
    tenths(Math.round(draw.around(820, 90, 560, 1300))),
    String(systolic),
    String(Math.min(systolic - 15, Math.round(draw.around(77, 9, 52, 120)))),
    tenths(draw.whole(3, 15)),
    tenths(draw.whole(3, 15)),
    draw.fraction() < 0.6 ? '1' : '0',
    draw.fraction() < 0.03 ? '1' : '0',
  ];
}

/** Hearing to urine occult blood. */
function findings(draw: Draw): string[] {
  const cells: string[] = [];
  for (let i = 0; i < 10; i += 1) cells.push(draw.fraction() < 0.05 ? '1' : '0');
  cells.push(draw.pick(dipsticks), draw.pick(dipsticks));
  return cells;
}

/** Haemoglobin to LDL cholesterol. */
function laboratory(draw: Draw): string[] {
  return [
    tenths(Math.round(draw.around(143, 14, 95, 185))),
    hundredths(Math.round(draw.around(650, 160, 280, 1500))),
    hundredths(Math.round(draw.around(480, 45, 350, 620))),
    tenths(Math.round(draw.around(890, 55, 650, 1100))),
    String(Math.round(draw.around(95, 14, 65, 300))),
    String(Math.round(draw.around(25, 12, 7, 200))),
    hundredths(Math.round(draw.around(86, 18, 45, 250))),
    String(Math.round(draw.around(190, 33, 100, 350))),
    String(Math.round(draw.around(115, 55, 35, 800))),
    String(Math.round(draw.around(53, 12, 25, 100))),
    String(Math.round(draw.around(115, 28, 40, 250))),
  ];
}

function tenths(value: number): string {
  return `${Math.floor(value / 10)}.${value % 10}`;
}

function hundredths(value: number): string {
  return `${Math.floor(value / 100)}.${String(value % 100).padStart(2, '0')}`;
}
