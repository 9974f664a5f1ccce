import type { Database } from '../../database/index.js';
import type { Account } from '../account.js';
import type { Reader } from '../reader.js';

/** Those who watch over an account: its institution's active managers, for staff the supervisors. */
export function overseersOf(
  db: Database,
  { id, institution }: Pick<Account, 'id' | 'institution'>,
): Promise<readonly Reader[]> {
  return db('accounts')
    .where({
      institution_id: institution?.id ?? null,
      role: institution === null ? 'supervisor' : 'manager',
      state: 'active',
    })
    .whereNot({ id })
    .orderBy('id')
    .select<Reader[]>('email as to', 'language');
}
