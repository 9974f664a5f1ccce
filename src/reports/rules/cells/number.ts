import type { NumberColumn } from '../../schema/column.js';
import { cleanCell, foldWidth, joinBlanks } from './clean.js';
import { type CellNote, type CellReading, value, wrong } from './reading.js';

/**
 * A measured value. Stored with the digits that were written, without leading zeros and without zeros beyond the
 * decimals of the column.
 */
export function readNumber(raw: string, column: NumberColumn): CellReading<number> {
  const clean = cleanCell(raw);
  if (clean.is !== 'clean') return clean;
  if (clean.text === '') return { is: 'empty', notes: clean.notes };
  const joined = joinBlanks(foldWidth(clean.text));
  const grouped = thousands.test(joined.text);
  const written = grouped ? joined.text.replaceAll(',', '') : joined.text;
  const [, sign, whole = '', decimals = ''] = plainNumber.exec(written) ?? [];
  if (sign === undefined || whole + decimals === '') return wrong('RPT_NUMBER_FORM');
  const fraction = trimZeros(decimals, column.decimals);
  const text = normalise(sign, whole, fraction);
  const read = Number(text);
  const impossible = read < column.hardMin || read > column.hardMax;
  if (impossible) return wrong('RPT_VALUE_IMPOSSIBLE', limits(column.hardMin, column.hardMax, column));
  if (fraction.length > column.decimals) return wrong('RPT_NUMBER_DECIMALS', { decimals: column.decimals });
  const notes: CellNote[] = [...clean.notes, ...joined.notes];
  if (grouped) notes.push({ code: 'RPT_THOUSANDS_SEPARATOR', params: { read: text } });
  if (read < column.softMin || read > column.softMax) notes.push(unusual(column));
  return value(read, text, notes);
}

/** The warning for a value outside of the soft limits. */
export function unusual(column: NumberColumn): CellNote {
  return { code: 'RPT_VALUE_UNUSUAL', params: limits(column.softMin, column.softMax, column) };
}

const plainNumber = /^([+-]?)(\d*)(?:\.(\d*))?$/;
const thousands = /^[+-]?\d{1,3}(,\d{3})+(\.\d*)?$/;

/** Zeros at the end say nothing where the column has no place for them. */
function trimZeros(decimals: string, places: number): string {
  let end = decimals.length;
  while (end > places && decimals[end - 1] === '0') end -= 1;
  return decimals.slice(0, end);
}

function normalise(sign: string, whole: string, fraction: string): string {
  const integer = whole.replace(/^0+(?=\d)/, '') || '0';
  const digits = fraction === '' ? integer : `${integer}.${fraction}`;
  return sign === '-' && /[1-9]/.test(digits) ? `-${digits}` : digits;
}

function limits(min: number, max: number, { unit }: NumberColumn) {
  return { min, max, unit: unit === '' ? '' : ` ${unit}` };
}
