import type { Requirement } from './column.js';
import { hazardsThatExamine } from './hazard-operations.js';

/** An item belongs to some operations (附表十), and there to every exam but a follow-up. */
export function ofHazards(item: string): Requirement {
  return { timings: ['1', '2', '3'], hazards: hazardsThatExamine(item) };
}
