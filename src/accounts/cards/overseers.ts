import type { Database } from '../../database/index.js';
import type { Account } from '../account.js';

/** The addresses of those who watch over an account: its institution's active managers, for staff the supervisors. */
export function overseersOf(
  db: Database,
  { id, institution }: Pick<Account, 'id' | 'institution'>,
): Promise<readonly string[]> {
  return db('accounts')
    .where({
      institution_id: institution?.id ?? null,
      role: institution === null ? 'supervisor' : 'manager',
      state: 'active',
    })
    .whereNot({ id })
    .orderBy('id')
    .pluck<string[]>('email');
}
