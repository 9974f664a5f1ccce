import type { Knex } from 'knex';
import { Problem } from '../../problems/index.js';
import type { Role } from '../../roles.js';
import type { Account, AccountState } from '../account.js';

/**
 * The agency keeps at least one active supervisor, who alone can add staff. Call it before the account itself is locked:
 * the rows of all active supervisors are locked here, in one order, until the transaction ends, so that of two changes which
 * together would take the last ones away the second one sees the first.
 *
 * @param before the account as it was read in this transaction
 * @throws Problem `ERR_ACCOUNT_LAST_SUPERVISOR`
 */
export async function keepASupervisor(
  trx: Knex.Transaction,
  before: Pick<Account, 'id' | 'userName' | 'role' | 'state'>,
  after: { readonly role: Role; readonly state: AccountState },
): Promise<void> {
  if (before.role !== 'supervisor' || before.state !== 'active') return;
  if (after.role === 'supervisor' && after.state === 'active') return;
  const active = await trx('accounts')
    .where({ role: 'supervisor', state: 'active' })
    .orderBy('id')
    .forUpdate()
    .pluck<(number | string)[]>('id');
  if (active.some((id) => Number(id) !== before.id)) return;
  throw new Problem('ERR_ACCOUNT_LAST_SUPERVISOR', { params: { userName: before.userName } });
}
