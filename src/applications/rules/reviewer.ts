import type { Knex } from 'knex';
import { type AccountWithRanges, findAccount } from '../../accounts/index.js';
import { Problem } from '../../problems/index.js';
import type { ApplicationWithForm } from '../application.js';
import type { Viewer } from './capacities.js';
import { refuseOwnCase } from './own-case.js';

/**
 * The account of the reviewer who acts, as it is now.
 *
 * @throws Problem `ERR_APPLICATION_OWN`
 */
export async function reviewerOf(
  trx: Knex.Transaction,
  application: ApplicationWithForm,
  viewer: Viewer,
): Promise<AccountWithRanges> {
  const account = viewer === null ? undefined : await findAccount(trx, viewer.accountId);
  if (account === undefined) throw new TypeError('A review is somebody’s.');
  refuseOwnCase(application, account);
  return account;
}

/**
 * Only who has taken an application decides it.
 *
 * @throws Problem `ERR_APPLICATION_REVIEWER`
 */
export function requireHolder({ reviewer }: Pick<ApplicationWithForm, 'reviewer'>, viewer: Viewer): void {
  if (reviewer?.accountId !== viewer?.accountId) throw new Problem('ERR_APPLICATION_REVIEWER');
}
