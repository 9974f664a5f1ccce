import type { Translate } from '../../locales/index.js';
import { Problem } from '../../problems/index.js';
import type { Tone } from '../../web/lists/index.js';
import { type OfficeCalendar, workingDaysBetween } from '../../working-days/index.js';
import type { Application } from '../application.js';
import { waitingForAgency } from '../transitions.js';

/** How long the agency still has, by the office calendar. */
export interface TimeLeft {
  readonly state: 'overdue' | 'today' | 'soon' | 'open';
  /** Whole working days left, or by which it is late. */
  readonly days: number;
}

/**
 * How long is left for an application on a day; undefined when nothing is due, or not known how many working days lie
 * between. Pure.
 *
 * @param today `yyyy-mm-dd` in Taiwan
 */
export function timeLeft(
  { state, dueDate }: Pick<Application, 'state' | 'dueDate'>,
  today: string,
  calendar: OfficeCalendar,
): TimeLeft | undefined {
  if (dueDate === null || !waitingForAgency.includes(state)) return undefined;
  const days = countDays(today, dueDate, calendar);
  if (days === undefined) return undefined;
  // On a day off before the next working day, what was due before is late by no working day yet, but late.
  if (dueDate < today) return { state: 'overdue', days: Math.abs(days) };
  if (days === 0) return { state: 'today', days };
  return { state: days === 1 ? 'soon' : 'open', days };
}

/** In words; empty when nothing is due. */
export function timeLeftText(left: TimeLeft | undefined, t: Translate): string {
  return left === undefined ? '' : t('desk.left', { state: left.state, days: left.days });
}

/** How urgently it looks. */
export function timeLeftTone(left: TimeLeft | undefined): Tone {
  if (left?.state === 'overdue') return 'bad';
  return left === undefined || left.state === 'open' ? 'plain' : 'waiting';
}

function countDays(today: string, dueDate: string, calendar: OfficeCalendar): number | undefined {
  try {
    return workingDaysBetween(today, dueDate, calendar);
  } catch (error) {
    if (error instanceof Problem && error.code === 'ERR_WORKING_DAYS_UNKNOWN') return undefined;
    throw error;
  }
}
