import { inTransaction } from '../../database/index.js';
import { Problem } from '../../problems/index.js';
import type { AccountWithRanges } from '../account.js';
import { findAccountByName } from '../account-store.js';
import type { ActedBy } from '../acted-by.js';
import { type AccountChange, changeAccount } from '../change-account.js';
import type { AccountServices } from '../services.js';

/**
 * An account of the agency's staff. An institution's answers like none.
 *
 * @throws Problem `ERR_ACCOUNT_UNKNOWN`
 */
export async function findStaff(
  { db }: Pick<AccountServices, 'db'>,
  userName: string,
): Promise<AccountWithRanges> {
  const account = await findAccountByName(db, userName);
  if (account === undefined || account.institution !== null) throw new Problem('ERR_ACCOUNT_UNKNOWN');
  return account;
}

/**
 * Changes role and ranges of an account of the staff, or disables it for good; its sessions end at once. Nobody changes
 * their own.
 *
 * @throws Problem `ERR_ACCOUNT_UNKNOWN`, `ERR_ACCOUNT_OWN`, `ERR_ACCOUNT_DISABLED`, `ERR_ACCOUNT_LAST_SUPERVISOR`
 */
export async function changeStaff(
  { db }: Pick<AccountServices, 'db'>,
  { userName, ...change }: Pick<AccountChange, 'role' | 'ranges' | 'state'> & { readonly userName: string },
  by: ActedBy & { readonly at: Date },
): Promise<void> {
  await inTransaction(db, async (trx) => {
    const account = await findStaff({ db: trx }, userName);
    if (account.id === by.actor?.accountId) throw new Problem('ERR_ACCOUNT_OWN');
    if (account.state === 'disabled') {
      throw new Problem('ERR_ACCOUNT_DISABLED', { params: { userName: account.userName } });
    }
    await changeAccount(trx, account.id, change, by);
  });
}
