import { Problem } from '../problems/index.js';
import type { OfficeCalendar } from './calendar.js';

/**
 * Whether the offices are open on a date, `yyyy-mm-dd`.
 *
 * @throws Problem `ERR_WORKING_DAYS_UNKNOWN` for a date of a year that the calendar does not have
 */
export function isWorkingDay(date: string, calendar: OfficeCalendar): boolean {
  const day = dayOf(date);
  const year = calendar.get(day.getUTCFullYear());
  if (year === undefined) {
    throw new Problem('ERR_WORKING_DAYS_UNKNOWN', { params: { year: day.getUTCFullYear() } });
  }
  const weekday = day.getUTCDay();
  if (weekday === 0) return false;
  return weekday === 6 ? year.workingSaturdays.has(date) : !year.off.has(date);
}

/**
 * The date on which the `count`-th working day after `date` falls; with 0 the date itself.
 *
 * @throws Problem `ERR_WORKING_DAYS_UNKNOWN` when that lies beyond the calendar
 */
export function addWorkingDays(date: string, count: number, calendar: OfficeCalendar): string {
  if (!Number.isInteger(count) || count < 0)
    throw new TypeError('Working days are counted forward, in whole days.');
  let day = date;
  for (let left = count; left > 0; ) {
    day = nextDate(day);
    if (isWorkingDay(day, calendar)) left -= 1;
  }
  return day;
}

/**
 * How many working days lie after `from`, up to and including `to`; negative when `to` is before `from`. So
 * `workingDaysBetween(d, addWorkingDays(d, n))` is `n`, and what is due today has 0 days left.
 *
 * @throws Problem `ERR_WORKING_DAYS_UNKNOWN` when a date between them lies beyond the calendar
 */
export function workingDaysBetween(from: string, to: string, calendar: OfficeCalendar): number {
  dayOf(from);
  dayOf(to);
  if (to < from) return -workingDaysBetween(to, from, calendar) || 0;
  let count = 0;
  for (let day = from; day < to; ) {
    day = nextDate(day);
    if (isWorkingDay(day, calendar)) count += 1;
  }
  return count;
}

/**
 * The last date the calendar knows, when that is less than `months` months after `today`; undefined while there is time.
 */
export function calendarEndsWithin(
  months: number,
  today: string,
  calendar: OfficeCalendar,
): string | undefined {
  const last = `${Math.max(...calendar.keys())}-12-31`;
  const horizon = dayOf(today);
  horizon.setUTCMonth(horizon.getUTCMonth() + months);
  return last < dateOf(horizon) ? last : undefined;
}

function nextDate(date: string): string {
  const day = dayOf(date);
  day.setUTCDate(day.getUTCDate() + 1);
  return dateOf(day);
}

function dayOf(date: string): Date {
  const day = new Date(`${date}T00:00:00.000Z`);
  if (!/^\d{4}-\d\d-\d\d$/.test(date) || Number.isNaN(day.getTime()) || dateOf(day) !== date) {
    throw new TypeError(`${date} is not a date.`);
  }
  return day;
}

function dateOf(day: Date): string {
  return day.toISOString().slice(0, 10);
}
