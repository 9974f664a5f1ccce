import {
  type AddressSpan,
  formatOnForm,
  type IpRange,
  parseForwarded,
  parseRange,
  type RangeSettings,
} from '../../ip-ranges/index.js';
import { type FieldProblem, Problem } from '../../problems/index.js';
import type { TypedRow } from './values.js';

/** Rows in the notation of the form, and what must be mended of their second fields. */
export interface ComposedRows {
  readonly texts: readonly string[];
  readonly faults: readonly FieldProblem[];
}

/**
 * Puts the two fields of each row together in the form's notation `X@Y 至 X@Y`: the external range, and the client
 * addresses that the institution's proxy forwards. A row without the second field stays as it was typed, so that what is
 * wrong with it is told of what people typed. Pure.
 *
 * @param prefix of the fields, as in `FieldNames.rows`
 */
export function composeRows(
  rows: readonly TypedRow[],
  prefix: string,
  { demoMode }: Pick<RangeSettings, 'demoMode'>,
): ComposedRows {
  const faults: FieldProblem[] = [];
  const texts = rows.map(({ range, forwarded }, index) => {
    if (forwarded === '') return range;
    const fields = { range: `${prefix}ranges-${index + 1}`, forwarded: `${prefix}forwarded-${index + 1}` };
    if (range === '') faults.push({ field: fields.range, code: 'ERR_RANGE_MISSING', params: { text: '' } });
    const client = readForwarded(forwarded, fields.forwarded, demoMode, faults);
    const external = readQuietly(range, demoMode);
    if (client === undefined || external === undefined) return range;
    if (external.forwarded !== null) {
      faults.push({ field: fields.forwarded, code: 'ERR_RANGE_FORWARDED_TWICE' });
      return range;
    }
    return formatOnForm({ external: external.external, forwarded: client });
  });
  return { texts, faults };
}

function readForwarded(
  text: string,
  field: string,
  demoMode: boolean,
  faults: FieldProblem[],
): AddressSpan | undefined {
  try {
    return parseForwarded(text, { demoMode });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    faults.push({ field, code: error.code, params: error.params });
    return undefined;
  }
}

/** What is wrong with the row itself, and whether it is too wide, is told where the form is read. */
function readQuietly(text: string, demoMode: boolean): IpRange | undefined {
  try {
    return parseRange(text, { demoMode, widest: 'confirmed-by-reviewer' });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return undefined;
  }
}
