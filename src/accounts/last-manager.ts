import type { Knex } from 'knex';
import { lockInstitution } from '../institutions/index.js';
import { Problem } from '../problems/index.js';
import type { Role } from '../roles.js';
import type { Account, AccountState } from './account.js';
import { countOtherManagers } from './account-store.js';

/**
 * An institution keeps at least one active manager. Call it before the account itself is locked: the institution's row
 * is locked here until the transaction ends, so that of two changes which together would take the last ones away the
 * second one sees the first.
 *
 * @param before the account as it was read in this transaction
 * @throws Problem `ERR_ACCOUNT_LAST_MANAGER`
 */
export async function keepAManager(
  trx: Knex.Transaction,
  before: Pick<Account, 'id' | 'userName' | 'role' | 'state' | 'institution'>,
  after: { readonly role: Role; readonly state: AccountState },
): Promise<void> {
  if (before.institution === null || before.role !== 'manager' || before.state !== 'active') return;
  if (after.role === 'manager' && after.state === 'active') return;
  await lockInstitution(trx, before.institution.id);
  if ((await countOtherManagers(trx, before.institution.id, before.id)) > 0) return;
  throw new Problem('ERR_ACCOUNT_LAST_MANAGER', {
    params: { userName: before.userName, institution: before.institution.name },
  });
}
