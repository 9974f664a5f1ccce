import { expect, it } from 'vitest';
import { firstPartBytes, nextPartBytes, speedOf, waitAfter } from '../../../src/browser/upload/pace.js';

it('parts grow on a fast line and shrink on a slow one, within bounds', () => {
  expect(nextPartBytes(firstPartBytes, 200)).toBe(2 * firstPartBytes);
  expect(nextPartBytes(8_388_608, 200)).toBe(8_388_608);
  expect(nextPartBytes(firstPartBytes, 2_000)).toBe(firstPartBytes);
  expect(nextPartBytes(firstPartBytes, 9_000)).toBe(firstPartBytes / 2);
  expect(nextPartBytes(262_144, 9_000)).toBe(262_144);
});

it('waits longer after each failure, and never long', () => {
  expect([1, 2, 3, 4, 5, 20].map(waitAfter)).toEqual([1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
});

it('the speed is that of the last ten seconds', () => {
  expect(speedOf([])).toBeUndefined();
  expect(
    speedOf([
      { bytes: 0, at: 0 },
      { bytes: 10, at: 100 },
    ]),
  ).toBeUndefined();
  expect(
    speedOf([
      { bytes: 0, at: 0 },
      { bytes: 100, at: 20_000 },
      { bytes: 5_100, at: 25_000 },
    ]),
  ).toBe(1_000);
});
