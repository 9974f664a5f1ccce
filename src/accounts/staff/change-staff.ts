import type { Knex } from 'knex';
import { inTransaction } from '../../database/index.js';
import { formatRange } from '../../ip-ranges/index.js';
import { isMailAddress } from '../../mail/index.js';
import { Problem } from '../../problems/index.js';
import type { AccountWithRanges } from '../account.js';
import { findAccountByName } from '../account-store.js';
import type { ActedBy } from '../acted-by.js';
import { type AccountChange, changeAccount } from '../change-account.js';
import type { AccountServices } from '../services.js';
import { mailStaffChanged, type StaffChangeName } from './mail-staff-changed.js';

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

/** What of an account of the staff changes; what is left out stays. */
export type StaffChange = Pick<AccountChange, 'role' | 'ranges' | 'email'> & {
  /** For good. */
  readonly state?: 'disabled';
};

/**
 * Changes role, ranges or e-mail of an account of the staff, or disables it for good, and tells its holder (at both
 * addresses when the e-mail changes) and the other supervisors. Its sessions end at once, but not for an e-mail alone.
 * Nobody changes their own. What is asked for and is so already is no change.
 *
 * @returns what was changed; nothing of it is written when that is nothing
 * @throws Problem `ERR_FIELDS` for an e-mail, `ERR_ACCOUNT_UNKNOWN`, `ERR_ACCOUNT_OWN`, `ERR_ACCOUNT_DISABLED`,
 *   `ERR_ACCOUNT_LAST_SUPERVISOR`
 */
export async function changeStaff(
  { db }: Pick<AccountServices, 'db'>,
  { userName, ...asked }: StaffChange & { readonly userName: string },
  by: ActedBy & { readonly at: Date },
): Promise<readonly StaffChangeName[]> {
  return inTransaction(db, async (trx) => {
    const account = await requireChangeable(trx, userName, by);
    requireOtherEmail(account, asked.email);
    const change = whatDiffers(account, asked);
    const names = (Object.keys(change) as (keyof StaffChange)[]).map((key) => namesOfChanges[key]);
    if (names.length === 0) return names;
    const before = await changeAccount(trx, account.id, change, by);
    await mailStaffChanged(trx, { before, email: change.email ?? before.email, changes: names, by });
    return names;
  });
}

async function requireChangeable(
  trx: Knex.Transaction,
  userName: string,
  { actor }: ActedBy,
): Promise<AccountWithRanges> {
  const account = await findStaff({ db: trx }, userName);
  if (account.id === actor?.accountId) throw new Problem('ERR_ACCOUNT_OWN');
  if (account.state === 'disabled') {
    throw new Problem('ERR_ACCOUNT_DISABLED', { params: { userName: account.userName } });
  }
  return account;
}

/**
 * An e-mail that can take the place of the account's.
 *
 * @throws Problem `ERR_FIELDS` with `ERR_ACCOUNT_EMAIL` or `ERR_STAFF_EMAIL_SAME` at `email`
 */
export function requireOtherEmail({ email: now }: Pick<AccountWithRanges, 'email'>, email?: string): void {
  if (email === undefined) return;
  if (!isMailAddress(email)) {
    throw new Problem('ERR_FIELDS', { fields: [{ field: 'email', code: 'ERR_ACCOUNT_EMAIL' }] });
  }
  if (email !== now) return;
  throw new Problem('ERR_FIELDS', { fields: [{ field: 'email', code: 'ERR_STAFF_EMAIL_SAME' }] });
}

const namesOfChanges: Readonly<Record<keyof StaffChange, StaffChangeName>> = {
  role: 'role',
  ranges: 'ranges',
  email: 'email',
  state: 'disable',
};

function whatDiffers(account: AccountWithRanges, { role, ranges, email, state }: StaffChange): StaffChange {
  const written = (list: AccountWithRanges['ranges']) => list.map(formatRange).join(' ');
  return {
    ...(role !== undefined && role !== account.role && { role }),
    ...(ranges !== undefined && written(ranges) !== written(account.ranges) && { ranges }),
    ...(email !== undefined && email !== account.email && { email }),
    ...(state !== undefined && state !== account.state && { state }),
  };
}
