/** What a format that knows types says about a cell, besides its text. */
export const cellKind = {
  text: 0,
  number: 1,
  /** A date that the format stores as such; its text is `yyyy-mm-dd`, with the time behind if there is one. */
  date: 2,
  boolean: 3,
  /** The cell shows an error, such as `#N/A`. */
  error: 4,
  /** A formula whose result was not stored. */
  noValue: 5,
  /** Added to the others: the value is the stored result of a formula. */
  formula: 8,
} as const;
