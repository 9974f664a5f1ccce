import type { Knex } from 'knex';
import { type AccountChange, changeAccount, findAccountByName } from '../../accounts/index.js';
import { Problem } from '../../problems/index.js';
import type { ApplicationWithForm } from '../application.js';
import { type ChangeForm, changesAsked } from '../forms/form.js';
import { requireAccountAsFiled } from '../rules/account-as-filed.js';
import type { Deed } from './act.js';
import { mailAccountChanged } from './notify.js';

/**
 * Carries out a change, all of it at once: from the commit on it holds, and sessions that role, ranges or state have
 * outdated are over. Old and new values stay in the audit trail and in the form.
 *
 * @returns the account's id
 * @throws Problem `ERR_APPLICATION_ACCOUNT_UNKNOWN`, `ERR_ACCOUNT_LAST_MANAGER`, and what `requireAccountAsFiled` throws
 */
export async function approveChange(
  trx: Knex.Transaction,
  {
    application,
    form,
    by,
  }: { readonly application: ApplicationWithForm; readonly form: ChangeForm; readonly by: Deed },
): Promise<number> {
  const account = await findAccountByName(trx, form.userName);
  if (account?.institution?.code !== application.institution.code) {
    throw new Problem('ERR_APPLICATION_ACCOUNT_UNKNOWN');
  }
  const before = await changeAccount(trx, account.id, changeOf(form), by);
  // What was there is known for certain once the account is locked.
  requireAccountAsFiled(form, before);
  await mailAccountChanged(trx, {
    before,
    email: form.changes.email?.to ?? before.email,
    application: application.reference,
    changes: changesAsked(form),
    at: by.at,
  });
  return account.id;
}

function changeOf({ changes: { ranges, role, email, disable, reactivate } }: ChangeForm): AccountChange {
  return {
    ...(ranges && { ranges: ranges.to.map(({ range }) => range) }),
    ...(role && { role: role.to }),
    ...(email && { email: email.to }),
    ...(reactivate && { state: 'active' }),
    ...(disable && { state: 'disabled' }),
  };
}
