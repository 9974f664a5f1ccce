/** Repeatable draws for one row. */
export interface Draw {
  /** At least 0, below 1. */
  fraction(): number;
  /** A whole number of `from` to `to`, both included. */
  whole(from: number, to: number): number;
  /** Around `mean`, hardly ever further away than three times `spread`, and never outside of the bounds. */
  around(mean: number, spread: number, min: number, max: number): number;
  pick<T>(list: readonly [T, ...T[]]): T;
}

/** Draws that depend on nothing but the seed and the number of the row (mulberry32). */
export function drawFor(seed: number, row: number): Draw {
  let state = (Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(row + 1, 0xc2b2ae35)) >>> 0;
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    fraction,
    whole: (from, to) => from + Math.floor(fraction() * (to - from + 1)),
    around: (mean, spread, min, max) =>
      Math.min(max, Math.max(min, mean + (fraction() + fraction() + fraction() - 1.5) * 2 * spread)),
    pick: (list) => list[Math.floor(fraction() * list.length)] ?? list[0],
  };
}
