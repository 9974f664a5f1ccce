import { taipeiDate } from '../clock.js';
import { calendarEndsWithin } from '../working-days/index.js';
import type { ApplicationServices } from './services.js';
import { eraseClosed } from './verbs/erase-closed.js';
import { fillDueDates } from './verbs/fill-due-dates.js';
import { lapseOverdue } from './verbs/lapse-overdue.js';

export interface Tended {
  readonly lapsed: number;
  readonly erased: number;
  readonly dueDatesFilled: number;
  /** The last date of the office calendar when it ends within two months: it must be updated. */
  readonly calendarEnds: string | undefined;
}

/**
 * What has to be done to applications every day: lapse what nobody went on with, delete personal data whose time is over,
 * fill in due dates the calendar did not know. May run more than once a day, on several gateways, or be missed: what is to
 * be done follows from dates alone.
 */
export async function tendApplications(
  services: Pick<ApplicationServices, 'db' | 'keys' | 'calendar' | 'settings'>,
  at: Date,
): Promise<Tended> {
  return {
    lapsed: await lapseOverdue(services, at),
    erased: await eraseClosed(services, at),
    dueDatesFilled: await fillDueDates(services),
    calendarEnds: calendarEndsWithin(2, taipeiDate(at), services.calendar),
  };
}
