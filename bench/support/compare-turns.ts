import { printLine } from './print-line.js';

/** How many times each question is asked. */
const rounds = Number(process.env.JIANBAO_BENCH_ROUNDS ?? '200');

/** Asks a question and gives nothing but the time it takes. */
export type Ask = () => Promise<unknown>;

/**
 * Asks a long list and a short one in turns, and prints one line of JSON: the ratio of their 95th percentiles, or of
 * their medians, beside its goal, and what the long one takes, which is to be 100 ms `most`.
 */
export async function compareTurns(
  name: string,
  { few, many }: { readonly few: Ask; readonly many: Ask },
  { goal, of }: { readonly goal: number; readonly of: keyof typeof quantiles } = {
    goal: 2,
    of: '95th percentile',
  },
): Promise<void> {
  const times = { few: [] as number[], many: [] as number[] };
  // A tenth of the rounds first, to warm up.
  for (let round = -rounds / 10; round < rounds; round += 1) {
    const [ofFew, ofMany] = [await timeOf(few), await timeOf(many)];
    if (round < 0) continue;
    times.few.push(ofFew);
    times.many.push(ofMany);
  }
  const [reference, ours] = [quantile(times.few, of), quantile(times.many, of)];
  printLine({
    name,
    ratio: ours / reference,
    unit: `ms, ${of}`,
    ours: ours,
    reference: reference,
    goal,
    better: 'lower',
    most: 100,
  });
}

async function timeOf(ask: Ask): Promise<number> {
  const begin = performance.now();
  await ask();
  return performance.now() - begin;
}

const quantiles = { median: 0.5, '95th percentile': 0.95 } as const;

function quantile(times: readonly number[], of: keyof typeof quantiles): number {
  const sorted = [...times].sort((one, other) => one - other);
  return sorted[Math.ceil(sorted.length * quantiles[of]) - 1] ?? Number.NaN;
}
