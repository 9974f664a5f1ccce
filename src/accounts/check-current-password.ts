import { inTransaction } from '../database/index.js';
import { Problem } from '../problems/index.js';
import { findAccount } from './account-store.js';
import type { LoginServices } from './login/attempt.js';
import { countAttempt, minutesUntil, uncountAttempt } from './login/count-attempt.js';

/**
 * Asks for the password once more before something important. It counts like a login, so that who found a session open
 * cannot try passwords without end.
 *
 * @throws Problem `ERR_FIELDS` with `ERR_PASSWORD_CURRENT` for `currentPassword`, or `ERR_LOGIN_LOCKED`
 */
export async function checkCurrentPassword(
  { db, clock, limits, passwords }: Pick<LoginServices, 'db' | 'clock' | 'limits' | 'passwords'>,
  { accountId, address }: { readonly accountId: number; readonly address: string },
  password: string,
): Promise<void> {
  const account = await findAccount(db, accountId);
  if (account === undefined) throw new Problem('ERR_ACCOUNT_UNKNOWN');
  const at = clock();
  const source = { userName: account.userName, address };
  const until = await inTransaction(db, (trx) => countAttempt(trx, source, limits.page, at));
  if (until !== undefined) {
    throw new Problem('ERR_LOGIN_LOCKED', { params: { minutes: minutesUntil(until, at) } });
  }
  if (!(await passwords.verify(account.passwordHash, password))) {
    throw new Problem('ERR_FIELDS', { fields: [{ field: 'currentPassword', code: 'ERR_PASSWORD_CURRENT' }] });
  }
  await inTransaction(db, (trx) => uncountAttempt(trx, source, limits.page, at));
}
