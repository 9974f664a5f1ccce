import { daysBetween } from './days.js';
import type { IdleAccount } from './idle-store.js';
import { planIdle, standingOn } from './rules.js';

/** What is told of an active account that has not been used for long. */
export interface IdleWarning {
  readonly standing: 'first-warning' | 'second-warning';
  readonly days: number;
  /** `yyyy-mm-dd`: suspended from this day, unless it is the only manager's. */
  readonly suspendOn: string;
}

/** The warning that an account's page shows; undefined while it is in use, or not active. Pure. */
export function warningOf(account: IdleAccount, today: string): IdleWarning | undefined {
  if (account.state !== 'active') return undefined;
  const plan = planIdle(account, today);
  const standing = standingOn(plan, today);
  if (standing === undefined) return undefined;
  return {
    standing: standing === 'first-warning' ? standing : 'second-warning',
    days: daysBetween(account.usedOn, today),
    suspendOn: plan.suspendOn,
  };
}
