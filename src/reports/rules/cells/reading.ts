import type { FindingParams } from '../../process/types.js';
import type { ReportCode } from '../table.js';

/** A remark about how a cell was read, to be confirmed. */
export interface CellNote {
  readonly code: ReportCode;
  readonly params: FindingParams;
}

/** What a cell says: nothing, a value with the text that is stored for it, or why it cannot be taken. */
export type CellReading<V> =
  | { readonly is: 'empty'; readonly notes: readonly CellNote[] }
  | { readonly is: 'value'; readonly value: V; readonly text: string; readonly notes: readonly CellNote[] }
  | { readonly is: 'wrong'; readonly code: ReportCode; readonly params: FindingParams };

export function wrong(code: ReportCode, params: FindingParams = {}): CellReading<never> {
  return { is: 'wrong', code, params };
}

export function value<V>(read: V, text: string, notes: readonly CellNote[] = []): CellReading<V> {
  return { is: 'value', value: read, text, notes };
}
