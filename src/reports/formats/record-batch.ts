/**
 * Some rows of a file, whatever its format: the cells' bytes and where each begins and ends, without an object per
 * cell. Valid until the next batch is asked for.
 */
export interface RecordBatch {
  /** UTF-8. */
  readonly bytes: Buffer;
  /** Start of cell `i` at `2 i`, its end (exclusive) at `2 i + 1`. */
  readonly cells: Int32Array;
  /** The first cell of each row, and after the last row the number of all cells. */
  readonly firstCells: Int32Array;
  readonly rows: number;
  /** Number of the first row as the spreadsheet shows it: the header is row 1. */
  readonly firstRow: number;
  /** Cells in which a lone quote stands, or null where there is none. */
  readonly strayQuotes: ReadonlySet<number> | null;
  /** For each cell a value of `cellKind`, or null where the format knows text only. */
  readonly kinds: Uint8Array | null;
  /** Places of the rows in this batch that the spreadsheet does not show, or null where there is none. */
  readonly hiddenRows: ReadonlySet<number> | null;
}
