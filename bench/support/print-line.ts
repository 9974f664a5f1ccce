/** What a benchmark says: how something of ours compares with something to measure it by, in the same run. */
export interface BenchLine {
  /** What was measured, of what size. */
  readonly name: string;
  readonly ratio: number;
  readonly unit: string;
  readonly ours: number;
  readonly reference: number;
  /** Of the ratio. */
  readonly goal: number;
  /** Which side of the goal is the better one. */
  readonly better: 'higher' | 'lower';
}

/** Prints it as one line of JSON, numbers to `digits` places. */
export function printLine<Line extends BenchLine>(line: Line, digits = 2): void {
  const power = 10 ** digits;
  const rounded = (_: string, value: unknown) =>
    typeof value === 'number' ? Math.round(value * power) / power : value;
  process.stdout.write(`${JSON.stringify(line, rounded)}\n`);
}
