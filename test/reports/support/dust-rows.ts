import { drawChest } from '../../../src/reports/sample/draw-chest.js';
import { goodSpecialRow, type SpecialCells } from '../process/support/judge-special.js';

/** A good row of dust work, whose chest X-ray is `image`. */
export function dustRow(image: string, changes: SpecialCells = {}): SpecialCells {
  return {
    ...goodSpecialRow,
    hazard_code: '23',
    chest_xray: '0',
    fvc: '88',
    fev1: '86',
    fev1_fvc: '82',
    chest_xray_image: image,
    ...changes,
  };
}

/** Some picture; another one for another number. */
export function chest(number = 1): Buffer {
  return drawChest(1, number);
}
