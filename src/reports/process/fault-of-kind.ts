import { cellKind } from '../formats/rows/cell-kind.js';
import type { ReportCode } from '../rules/table.js';
import type { Column } from '../schema/column.js';

/** Why a cell of this kind cannot be what the column holds, or undefined when its text decides. */
export function faultOfKind(column: Column, kind: number): ReportCode | undefined {
  switch (kind) {
    case cellKind.number:
      return column.type === 'identifier' ? 'RPT_CELL_IS_NUMBER' : undefined;
    case cellKind.date:
      return column.type === 'date' ? undefined : 'RPT_CELL_IS_DATE';
    case cellKind.error:
      return 'RPT_CELL_ERROR';
    case cellKind.noValue:
      return 'RPT_FORMULA_NO_VALUE';
    default:
      return undefined;
  }
}
