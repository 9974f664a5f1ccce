/** What became of each cell of a row. */
export const cellState = { empty: 0, value: 1, wrong: 2 } as const;

/**
 * The row that is being judged, in arrays by the layout's columns. One object serves all rows of a file.
 *
 * Values: a number as measured; a date as its day number; a code as its place among the column's codes; a worker's ID as
 * the place of the sex it stands for among the codes of 性別; NaN for everything else, for empty cells and wrong ones, so
 * that comparisons with them never hold.
 */
export class RowValues {
  readonly values: Float64Array;
  readonly states: Uint8Array;

  constructor(columns: number) {
    this.values = new Float64Array(columns);
    this.states = new Uint8Array(columns);
  }

  /** The value in a column. */
  of(column: number): number {
    return this.values[column] as number;
  }

  isEmpty(column: number): boolean {
    return this.states[column] === cellState.empty;
  }
}
