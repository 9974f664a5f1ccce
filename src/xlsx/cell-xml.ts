import { styleOf } from './styles.js';

/** How a column's cells are typed. */
export type CellKind = 'text' | 'number' | 'date' | 'time';

/** A text, a number, a date `yyyy-mm-dd`, a moment; null for an empty cell. */
export type CellValue = string | number | Date | null;

/**
 * One cell of a sheet (ECMA-376 part 1, 18.3.1.4).
 *
 * A text is an inline string in a cell that is formatted as text: no program takes it for a formula or a number, not
 * even after somebody has clicked into it.
 *
 * @param reference `B7`
 * @throws TypeError when the value is not of the kind
 */
export function cellXml(reference: string, kind: CellKind, value: CellValue): string {
  if (value === null || value === '') return '';
  if (kind === 'text' && typeof value === 'string') return textCell(reference, 'text', value);
  if (kind === 'number' && typeof value === 'number') return numberCell(reference, 'number', value);
  if (kind === 'date' && typeof value === 'string') {
    return dayCell(reference, 'date', Date.parse(`${value}T00:00:00Z`), value);
  }
  if (kind === 'time' && value instanceof Date) {
    const inTaipei = value.getTime() + taipeiOffset;
    return dayCell(reference, 'time', inTaipei, new Date(inTaipei).toISOString().slice(0, 19));
  }
  throw new TypeError(`A cell of the kind ${kind} cannot hold a ${typeof value}.`);
}

/** A cell of the first row. */
export function headCell(reference: string, text: string): string {
  return textCell(reference, 'head', text);
}

function textCell(reference: string, style: 'text' | 'head', text: string): string {
  const safe = escapeText(cut(text));
  return `<c r="${reference}" s="${styleOf[style]}" t="inlineStr"><is><t xml:space="preserve">${safe}</t></is></c>`;
}

function numberCell(reference: string, style: 'number' | 'date' | 'time', value: number): string {
  if (!Number.isFinite(value)) throw new TypeError(`${value} cannot stand in a cell.`);
  return `<c r="${reference}" s="${styleOf[style]}"><v>${value}</v></c>`;
}

function dayCell(reference: string, style: 'date' | 'time', moment: number, text: string): string {
  const serial = moment / millisecondsOfDay + daysBeforeEpoch;
  // Before March 1900 the spreadsheets disagree about the calendar.
  return serial >= firstCertainDay
    ? numberCell(reference, style, Number(serial.toFixed(9)))
    : textCell(reference, 'text', text);
}

const millisecondsOfDay = 24 * 3_600_000;
const taipeiOffset = 8 * 3_600_000;
/** Days from 1899-12-30, which the date system of 1900 counts from, to 1970-01-01. */
const daysBeforeEpoch = 25_569;
const firstCertainDay = 61;

/** Longer texts make Excel refuse the file. */
const longestText = 32_767;

function cut(text: string): string {
  return text.length <= longestText ? text : `${text.slice(0, longestText - 1)}…`;
}

/** XML's own characters, and `_xHHHH_` for those that XML cannot hold (ECMA-376 part 1, 22.9.2.19 ST_Xstring). */
export function escapeText(text: string): string {
  if (!mustBeEscaped.test(text)) return text;
  return text
    .replaceAll(/\p{Surrogate}/gu, '\uFFFD')
    .replaceAll(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replaceAll(/[\u0000-\u0008\u000B-\u001F\uFFFE\uFFFF]/g, (character) => {
      const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
      return `_x${code}_`;
    })
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

const mustBeEscaped = /[\u0000-\u0008\u000B-\u001F"&<>_\uD800-\uDFFF\uFFFE\uFFFF]/;
