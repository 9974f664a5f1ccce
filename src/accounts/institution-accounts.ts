import type { Database } from '../database/index.js';
import type { Role } from '../roles.js';
import type { Account, AccountState } from './account.js';
import type { Reader } from './reader.js';

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

/** An institution's active managers, as mail reaches them. */
export function managersOf(db: Database, institutionId: number): Promise<readonly Reader[]> {
  return db('accounts')
    .where({ institution_id: institutionId, role: 'manager', state: 'active' })
    .orderBy('id')
    .select<Reader[]>('email as to', 'language');
}

interface AccountRow {
  readonly user_name: string;
  readonly name: string;
  readonly role: Role;
  readonly state: AccountState;
  readonly last_login_at: string | null;
}
