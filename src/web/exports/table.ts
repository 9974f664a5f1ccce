import type { CellKind, CellValue } from '../../xlsx/index.js';

/** A table as a file holds it. */
export interface Table<Row> {
  /** In the visitor's language: the name of the file and of the sheet. */
  readonly title: string;
  readonly columns: readonly TableColumn<Row>[];
  /** Part by part, so that no more than one is in memory. */
  readonly parts: AsyncIterable<readonly Row[]>;
}

export interface TableColumn<Row> {
  /** In the visitor's language. */
  readonly heading: string;
  readonly kind: CellKind;
  /** By the kind: a text, a number, a date `yyyy-mm-dd`, a moment; null for an empty cell. */
  readonly value: (row: Row) => CellValue;
}
