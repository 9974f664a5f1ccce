import { dayNumber, isoDate } from '../calendar.js';
import { cleanCell, foldWidth, joinBlanks } from './clean.js';
import { type CellNote, type CellReading, value, wrong } from './reading.js';

/** The years a date may lie in. */
export const firstYear = 1900;
export const lastYear = 2100;

/**
 * A day. Four digits of year are western, fewer are ROC years (民國); stored as `yyyy-mm-dd`.
 *
 * @returns the day number
 */
export function readDate(raw: string): CellReading<number> {
  const clean = cleanCell(raw);
  if (clean.is !== 'clean') return clean;
  if (clean.text === '') return { is: 'empty', notes: clean.notes };
  if (clean.text.length > longestDate) return wrong('RPT_DATE_FORM');
  const joined = joinBlanks(foldWidth(clean.text).replace(midnight, ''));
  if (serial.test(joined.text)) return wrong('RPT_DATE_SERIAL');
  const date = takeApart(joined.text);
  if (date === undefined) return wrong('RPT_DATE_FORM');
  const year = date.era === 'roc' ? date.year + 1911 : date.year;
  if (year < firstYear || year > lastYear) return wrong('RPT_DATE_RANGE', { from: firstYear, to: lastYear });
  const day = dayNumber(year, date.month, date.day);
  if (day === undefined) return wrong('RPT_DATE_NOT_EXISTING');
  const notes: CellNote[] = [...clean.notes, ...joined.notes];
  if (date.isShort) notes.push({ code: 'RPT_DATE_SHORT_YEAR', params: {} });
  return value(day, isoDate(day), notes);
}

interface WrittenDate {
  readonly era: 'western' | 'roc';
  readonly year: number;
  readonly month: number;
  readonly day: number;
  /** Two digits of year with nothing to say whose they are. */
  readonly isShort: boolean;
}

/** No date is longer; what is must not keep the patterns busy. */
const longestDate = 64;

/** Databases and spreadsheets write a day as its midnight. */
const midnight = /[ T]+0?0:00(:00(\.0+)?)?Z?$/;
const serial = /^\d{5}(\.\d+)?$/;

const separated = /^(\d{2,4})([-/.])(\d{1,2})\2(\d{1,2})$/;
const spelt = /^(?:中華民國|民國)?(\d{1,3})[年/.-](\d{1,2})[月/.-](\d{1,2})日?$/;
const speltWestern = /^(?:西元)?(\d{4})年(\d{1,2})月(\d{1,2})日$/;
const compact = /^(\d{2,4})(\d{2})(\d{2})$/;

function takeApart(text: string): WrittenDate | undefined {
  const [, year = '', month = '', day = ''] =
    compact.exec(text) ?? speltWestern.exec(text) ?? takeSeparated(text) ?? spelt.exec(text) ?? [];
  if (day === '') return undefined;
  const era = year.length === 4 ? 'western' : 'roc';
  const isShort = year.length < 3 && /^\d/.test(text) && !text.includes('年');
  return { era, year: Number(year), month: Number(month), day: Number(day), isShort };
}

function takeSeparated(text: string): readonly string[] | undefined {
  const [all = '', year = '', , month = '', day = ''] = separated.exec(text) ?? [];
  return all === '' ? undefined : [all, year, month, day];
}
