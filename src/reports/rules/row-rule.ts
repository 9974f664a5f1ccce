import type { FindingParams } from '../process/types.js';
import type { RowValues } from './row-values.js';
import type { ReportCode } from './table.js';

/** A rule that sees a whole row. */
export interface RowRule {
  readonly code: ReportCode;
  /** The column in which the finding is shown. */
  readonly column: string;
  /** Made once per file; answers the sentence's values when the row breaks the rule. */
  build(look: Lookup): (row: RowValues) => FindingParams | undefined;
}

/** What rules are built with: where columns and codes are found. */
export interface Lookup {
  /** Day number of the present day in Taipei. */
  readonly today: number;
  at(key: string): number;
  /** The value that a row has for this code of this column. */
  code(key: string, code: string): number;
}
