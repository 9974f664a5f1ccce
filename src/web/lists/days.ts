import { toStoredTime } from '../../clock.js';

/** Whether a text is a day of the calendar, `yyyy-mm-dd`, of a year from 1900 to 2999. */
export function isDay(text: string): boolean {
  if (!/^(19|2\d)\d\d-\d\d-\d\d$/.test(text)) return false;
  const moment = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(text);
}

/** The first that a column can hold of a day in Taiwan. */
export function dayBegins(day: string, holds: 'time' | 'date'): string {
  return holds === 'date' ? day : toStoredTime(new Date(`${day}T00:00:00+08:00`));
}

/** The first that a column can hold after a day in Taiwan. */
export function dayEnds(day: string, holds: 'time' | 'date'): string {
  const next = new Date(Date.parse(`${day}T00:00:00Z`) + 24 * 3_600_000).toISOString().slice(0, 10);
  return dayBegins(next, holds);
}
