import { daysBetween } from './days.js';
import type { IdleAccount } from './idle-store.js';
import { type IdlePlan, type IdleStep, planIdle, standingOn } from './rules.js';

/** An idle account as it stands on a day, if the daily work is done on every day until then. */
export interface Foreseen {
  readonly account: IdleAccount;
  readonly days: number;
  readonly plan: IdlePlan;
  /** How far it has come; `report` for the manager that remains of an institution’s last ones. */
  readonly standing: IdleStep;
}

/**
 * How idle accounts stand on a day. Pure.
 *
 * @param accounts the longest unused first, as the daily work takes them
 * @param day `yyyy-mm-dd`; `today` from when on the daily work can be counted on
 * @param managersOf how many active managers an institution has
 */
export function foresee(
  accounts: readonly IdleAccount[],
  { day, today }: { readonly day: string; readonly today: string },
  managersOf: ReadonlyMap<number, number>,
): readonly Foreseen[] {
  const managers = new Map(managersOf);
  return accounts.flatMap((account) => {
    const plan = planIdle(account, today < day ? today : day);
    const standing = standingOn(plan, day);
    if (standing === undefined) return [];
    const isLast = standing === 'suspend' && !leavesAManager(account, managers);
    return [
      {
        account,
        days: daysBetween(account.usedOn, day),
        plan,
        standing: isLast ? ('report' as const) : standing,
      },
    ];
  });
}

/** Counts one manager less when another one is left. */
function leavesAManager({ role, institution }: IdleAccount, managers: Map<number, number>): boolean {
  if (role !== 'manager') return true;
  const count = managers.get(institution.id) ?? 0;
  if (count <= 1) return false;
  managers.set(institution.id, count - 1);
  return true;
}
