/** A file that can be read from anywhere. */
export interface RandomAccess {
  /** In bytes. */
  readonly size: number;
  /** The bytes from `start` up to `end`. */
  readRange(start: number, end: number): AsyncIterable<Buffer>;
}
