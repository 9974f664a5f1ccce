import type { NumberColumn } from './column.js';
import { audiometryItem, ears, frequencies } from './hazard-operations.js';
import { ofHazards } from './of-hazards.js';

const names = { left: '左', right: '右' };

/** Pure-tone thresholds of both ears (附表十, 噪音作業). */
export const audiometryColumns: readonly NumberColumn[] = ears.flatMap((ear) =>
  frequencies.map((hertz) => ({
    key: audiometryItem(ear, hertz),
    name: `純音聽力(${names[ear]})${hertz}Hz`,
    nameEn: `Pure-tone threshold (${ear}) ${hertz} Hz`,
    required: ofHazards(audiometryItem(ear, hertz)),
    type: 'number',
    unit: 'dB HL',
    hardMin: -20,
    hardMax: 130,
    softMin: -10,
    softMax: 110,
    decimals: 0,
  })),
);
