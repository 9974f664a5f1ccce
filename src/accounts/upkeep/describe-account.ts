import { taipeiDate } from '../../clock.js';
import { formatOnForm } from '../../ip-ranges/index.js';
import type { AccountWithRanges } from '../account.js';
import { countOtherManagers } from '../account-store.js';
import { type IdleRow, idleColumns, institutionAccounts } from '../idle/idle-store.js';
import type { AccountServices } from '../services.js';
import { readAccounts, stateTone } from './account-list.js';

/** What the page of an institution's account shows of it. */
export async function describeAccount(
  { db, clock }: Pick<AccountServices, 'db' | 'clock'>,
  account: AccountWithRanges,
  institutionId: number,
) {
  const rows = await institutionAccounts(db)
    .where('accounts.id', account.id)
    .select([...idleColumns]);
  const [kept] = await readAccounts(db, rows as readonly IdleRow[], taipeiDate(clock()));
  const others = await countOtherManagers(db, institutionId, account.id);
  return {
    account,
    kept,
    tone: stateTone(account.state),
    ranges: account.ranges.map(formatOnForm),
    isLastManager: account.role === 'manager' && account.state === 'active' && others === 0,
  };
}
