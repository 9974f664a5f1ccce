import type { Database } from '../database/index.js';
import type { Role } from '../roles.js';
import type { Account, AccountState } from './account.js';

/** The accounts of an institution, by user name. */
export async function accountsOfInstitution(
  db: Database,
  institutionId: number,
): Promise<readonly Pick<Account, 'userName' | 'name' | 'role' | 'state' | 'lastLoginAt'>[]> {
  const rows: readonly AccountRow[] = await db('accounts')
    .where({ institution_id: institutionId })
    .orderBy('user_name_key')
    .select('user_name', 'name', 'role', 'state', 'last_login_at');
  return rows.map((row) => ({
    userName: row.user_name,
    name: row.name,
    role: row.role,
    state: row.state,
    lastLoginAt: row.last_login_at === null ? null : new Date(row.last_login_at),
  }));
}

/** The e-mail addresses of an institution's active managers. */
export function managerAddresses(db: Database, institutionId: number): Promise<readonly string[]> {
  return db('accounts')
    .where({ institution_id: institutionId, role: 'manager', state: 'active' })
    .orderBy('id')
    .pluck<string[]>('email');
}

interface AccountRow {
  readonly user_name: string;
  readonly name: string;
  readonly role: Role;
  readonly state: AccountState;
  readonly last_login_at: string | null;
}
