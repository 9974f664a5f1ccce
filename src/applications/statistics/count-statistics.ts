import { Problem } from '../../problems/index.js';
import { type OfficeCalendar, workingDaysBetween } from '../../working-days/index.js';
import { type ReturnReason, returnReasons } from '../return-reasons.js';
import type { DecidedFact, ReviewerFact, StatisticsFacts } from './facts.js';
import { medianOf } from './median.js';
import type { Months } from './months.js';

/** What the supervisor sees of some months. */
export interface Statistics {
  readonly months: readonly MonthLine[];
  /** All months together. */
  readonly total: Omit<MonthLine, 'month'>;
  /** The reasons that were given, most often first. */
  readonly reasons: readonly { readonly reason: ReturnReason; readonly count: number }[];
  readonly reviewers: readonly ReviewerLine[];
}

export interface MonthLine {
  /** `yyyy-mm` */
  readonly month: string;
  readonly received: number;
  readonly approved: number;
  readonly returned: number;
  /** From letter or scan to decision; null for none, or where the calendar does not reach. */
  readonly medianDays: number | null;
  /** Decided after more working days than are allowed. */
  readonly late: number;
}

export interface ReviewerLine extends ReviewerFact {
  readonly approved: number;
  readonly returned: number;
  readonly medianDays: number | null;
}

/** Makes the lines from what was counted. Pure. @param decisionDays working days within which it is to be decided */
export function countStatistics(
  facts: StatisticsFacts,
  months: Months,
  { calendar, decisionDays }: { readonly calendar: OfficeCalendar; readonly decisionDays: number },
): Statistics {
  const daysOf = rememberDays(calendar);
  return {
    months: months.map((month) => ({
      month,
      ...summarise(
        facts.received.filter(({ day }) => day.startsWith(month)),
        facts.decided.filter(({ day }) => day.startsWith(month)),
      ),
    })),
    total: summarise(facts.received, facts.decided),
    reasons: returnReasons
      .map((reason) => ({
        reason,
        count: sumOf(facts.returned.filter(({ reasons }) => reasons.includes(reason))),
      }))
      .filter(({ count }) => count > 0)
      .sort((a, b) => b.count - a.count),
    reviewers: facts.reviewers.map((reviewer) => {
      const own = facts.decided.filter(({ reviewerId }) => reviewerId === reviewer.id);
      const { approved, returned, medianDays } = summarise([], own);
      return { ...reviewer, approved, returned, medianDays };
    }),
  };

  function summarise(
    received: StatisticsFacts['received'],
    decided: readonly DecidedFact[],
  ): Omit<MonthLine, 'month'> {
    const taken = decided.flatMap((fact) => {
      const value = daysOf(fact);
      return value === undefined ? [] : [{ value, count: fact.count }];
    });
    return {
      received: sumOf(received),
      approved: sumOf(decided.filter(({ state }) => state === 'approved')),
      returned: sumOf(decided.filter(({ state }) => state === 'returned')),
      medianDays: medianOf(taken),
      late: sumOf(taken.filter(({ value }) => value > decisionDays)),
    };
  }
}

/** Working days from letter or scan to decision, counted once for each two days; undefined beyond the calendar. */
function rememberDays(calendar: OfficeCalendar): (fact: DecidedFact) => number | undefined {
  const known = new Map<string, number | undefined>();
  return ({ receivedDay: from, day: to }) => {
    const key = `${from} ${to}`;
    if (!known.has(key)) known.set(key, countDays(from, to, calendar));
    return known.get(key);
  };
}

function countDays(from: string, to: string, calendar: OfficeCalendar): number | undefined {
  try {
    return workingDaysBetween(from, to, calendar);
  } catch (error) {
    if (error instanceof Problem && error.code === 'ERR_WORKING_DAYS_UNKNOWN') return undefined;
    throw error;
  }
}

function sumOf(counted: readonly { readonly count: number }[]): number {
  return counted.reduce((sum, { count }) => sum + count, 0);
}
