import { formatOnForm, type IpRange, parseRange, type RangeSettings } from '../../ip-ranges/index.js';
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
    const client = readAlone(forwarded, fields.forwarded, demoMode, faults);
    const external = readQuietly(range, demoMode);
    if (client === undefined || external === undefined) return range;
    if (external.forwarded !== null) {
      faults.push({ field: fields.forwarded, code: 'ERR_RANGE_FORWARDED_TWICE' });
      return range;
    }
    return formatOnForm({ external: external.external, forwarded: client.external });
  });
  return { texts, faults };
}

/** How wide it may be is asked of the row as a whole. */
function read(text: string, demoMode: boolean): IpRange {
  return parseRange(text, { demoMode, widest: 'confirmed-by-reviewer' });
}

function readAlone(
  text: string,
  field: string,
  demoMode: boolean,
  faults: FieldProblem[],
): IpRange | undefined {
  try {
    const range = read(text, demoMode);
    if (range.forwarded === null) return range;
    faults.push({ field, code: 'ERR_RANGE_FORWARDED_TWICE' });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    faults.push({ field, code: error.code, params: error.params });
  }
  return undefined;
}

/** What is wrong with the row itself is told where the form is read. */
function readQuietly(text: string, demoMode: boolean): IpRange | undefined {
  try {
    return read(text, demoMode);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return undefined;
  }
}
