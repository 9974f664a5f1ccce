import type { Stager } from '../intake/stage-records.js';

/** Stages nothing: it notes which rows would be stored. */
export interface RowNoter extends Stager {
  /** The numbers of the rows, in file order. */
  rows(): AsyncGenerator<number>;
}

/** Holds a pair of numbers for each unbroken run of good rows. */
export function createRowNoter(): RowNoter {
  const runs: { readonly first: number; last: number }[] = [];
  return {
    async add(good) {
      for (const row of good?.rows.subarray(0, good.length) ?? []) {
        const run = runs.at(-1);
        if (run?.last === row - 1) run.last = row;
        else runs.push({ first: row, last: row });
      }
    },
    finish: async () => undefined,
    async *rows() {
      for (const { first, last } of runs) for (let row = first; row <= last; row += 1) yield row;
    },
  };
}
