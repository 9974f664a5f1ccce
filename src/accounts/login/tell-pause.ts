import type { Knex } from 'knex';
import { toStoredTime } from '../../clock.js';
import { enqueueMail } from '../../mail/index.js';
import type { Account } from '../account.js';
import { claimPauseNotice } from './failure-store.js';

/** Tells an account's holder that logging in pauses after too many failures; once for each pause. */
export async function tellPause(
  trx: Knex.Transaction,
  { userName, email, language }: Pick<Account, 'userName' | 'email' | 'language'>,
  { address, at }: { readonly address: string; readonly at: Date },
): Promise<void> {
  const until = await claimPauseNotice(trx, userName, at);
  if (until === undefined) return;
  const params = { userName, address, lockedUntil: toStoredTime(until) };
  await enqueueMail(trx, { event: 'login-paused', to: email, language, params, at });
}
