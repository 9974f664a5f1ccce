/** A value and how often it comes. */
export interface Weighted {
  readonly value: number;
  readonly count: number;
}

/** The median of values that come several times each; of an even number the mean of the two in the middle. Null for none. */
export function medianOf(values: readonly Weighted[]): number | null {
  const total = values.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return null;
  const sorted = values.toSorted((a, b) => a.value - b.value);
  return (valueAt(sorted, Math.floor((total - 1) / 2)) + valueAt(sorted, Math.floor(total / 2))) / 2;
}

function valueAt(sorted: readonly Weighted[], place: number): number {
  let seen = 0;
  for (const { value, count } of sorted) {
    seen += count;
    if (place < seen) return value;
  }
  throw new TypeError('The place lies among the values.');
}
