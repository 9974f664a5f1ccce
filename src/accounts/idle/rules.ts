import { addDays, addMonths } from './days.js';

/** When what happens to an account that nobody uses. Days are Taiwan's, counted from the last one on which it was used. */
export const idleRules = {
  firstWarningDays: 60,
  secondWarningDays: 80,
  suspendMonths: 3,
  /**
   * Nobody is suspended without having been told so many days before. It matters only when the daily job was missed: a
   * gateway that stood still for a month must not shut out those who could not come in.
   */
  leastNoticeDays: 7,
} as const;

/** `report`: in place of suspending an institution’s last active manager, the agency is told. */
export const idleSteps = ['first-warning', 'second-warning', 'suspend', 'report'] as const;
export type IdleStep = (typeof idleSteps)[number];

/** What the rules need to know of an account: days, `yyyy-mm-dd`. */
export interface IdleCase {
  /** The last use; for an account that was never used or was brought back since, the day it became active. */
  readonly usedOn: string;
  /** Steps taken since then, with their days. */
  readonly taken: Readonly<Partial<Record<IdleStep, string>>>;
}

/** The days on which the steps are due. */
export interface IdlePlan {
  readonly firstWarningOn: string;
  readonly secondWarningOn: string;
  readonly suspendOn: string;
}

/**
 * When each step is, or was, due. Pure.
 *
 * @param today from which day on the daily job can be counted on: a warning that was missed is given then
 */
export function planIdle({ usedOn, taken }: IdleCase, today: string): IdlePlan {
  const second = addDays(usedOn, idleRules.secondWarningDays);
  const secondWarningOn = taken['second-warning'] ?? later(second, today);
  return {
    firstWarningOn: taken['first-warning'] ?? addDays(usedOn, idleRules.firstWarningDays),
    secondWarningOn,
    suspendOn: later(
      addMonths(usedOn, idleRules.suspendMonths),
      addDays(secondWarningOn, idleRules.leastNoticeDays),
    ),
  };
}

/** How far an account has come on a day; undefined while it counts as used. Pure. */
export function standingOn(plan: IdlePlan, day: string): Exclude<IdleStep, 'report'> | undefined {
  if (day >= plan.suspendOn) return 'suspend';
  if (day >= plan.secondWarningOn) return 'second-warning';
  return day >= plan.firstWarningOn ? 'first-warning' : undefined;
}

/** The step to take today, each once; one that was overtaken by a later one is left out. Pure. */
export function dueStep(idle: IdleCase, today: string): Exclude<IdleStep, 'report'> | undefined {
  const standing = standingOn(planIdle(idle, today), today);
  if (standing === undefined || idle.taken[standing] !== undefined) return undefined;
  // The agency was told of the last manager.
  return standing === 'suspend' && idle.taken.report !== undefined ? undefined : standing;
}

function later(one: string, other: string): string {
  return one > other ? one : other;
}
