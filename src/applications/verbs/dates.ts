import { addMinutes, taipeiDate } from '../../clock.js';
import { Problem } from '../../problems/index.js';
import { addWorkingDays } from '../../working-days/index.js';
import type { ApplicationServices } from '../services.js';

/**
 * Until when an application that came in now is to be decided, `yyyy-mm-dd` in Taiwan; null when that lies beyond the
 * office calendar: an institution can send in all the same, and the daily job fills the date in later.
 */
export function dueDateOf(
  { calendar, settings }: Pick<ApplicationServices, 'calendar' | 'settings'>,
  at: Date,
): string | null {
  try {
    return addWorkingDays(taipeiDate(at), settings.decisionDays, calendar);
  } catch (error) {
    if (error instanceof Problem && error.code === 'ERR_WORKING_DAYS_UNKNOWN') return null;
    throw error;
  }
}

/** The last day on which the applicant can go on, `yyyy-mm-dd` in Taiwan. */
export function lapseDateOf({ settings }: Pick<ApplicationServices, 'settings'>, at: Date): string {
  return taipeiDate(addMinutes(at, settings.lapseDays * 24 * 60));
}
