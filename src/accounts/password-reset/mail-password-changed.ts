import type { Knex } from 'knex';
import { toStoredTime } from '../../clock.js';
import { enqueueMail } from '../../mail/index.js';
import type { Account } from '../account.js';

/** Tells the holder that the account's password is another one now, and how it was replaced. */
export function mailPasswordChanged(
  trx: Knex.Transaction,
  { userName, email, language }: Pick<Account, 'userName' | 'email' | 'language'>,
  change: {
    readonly by: 'profile' | 'reset';
    readonly address: string;
    readonly at: Date;
  },
): Promise<void> {
  const { by, address, at } = change;
  const params = { userName, by, address, changedAt: toStoredTime(at) };
  return enqueueMail(trx, { event: 'password-changed', to: email, language, params, at });
}
