import type { Knex } from 'knex';
import type { Database } from '../../database/index.js';
import type { Role } from '../../roles.js';
import type { Account, AccountState } from '../account.js';

/** An account as the list of cards shows it. */
export interface ListedAccount {
  readonly id: number;
  readonly userName: string;
  readonly name: string;
  readonly role: Role;
  readonly state: AccountState;
  readonly institution: { readonly code: string; readonly name: string } | null;
}

export interface AccountFilter {
  /** One institution's accounts only; undefined for all, which is the agency's view. */
  readonly institutionId: number | undefined;
  /** A part of the institution's code or name; empty for all. */
  readonly institution: string;
  /** A part of the user name or the holder's name; empty for all. */
  readonly text: string;
}

export type AccountSort = 'userName' | 'name' | 'role';

/** The accounts that a filter lets through, a page of them, and how many there are in all. */
export async function listAccounts(
  db: Database,
  filter: AccountFilter,
  page: {
    readonly sort: AccountSort;
    readonly direction: 'ascending' | 'descending';
    readonly offset: number;
    readonly limit: number;
  },
): Promise<{ readonly accounts: readonly ListedAccount[]; readonly total: number }> {
  const counted = await filtered(db, filter).count({ total: '*' }).first<{ total: number | string }>();
  const direction = page.direction === 'ascending' ? 'asc' : 'desc';
  const rows: ListedRow[] = await filtered(db, filter)
    .select(
      'accounts.id',
      'accounts.user_name',
      'accounts.name',
      'accounts.role',
      'accounts.state',
      'institutions.code as institution_code',
      'institutions.name as institution_name',
    )
    .orderBy([
      { column: sortColumns[page.sort], order: direction },
      { column: 'accounts.id', order: 'asc' },
    ])
    .offset(page.offset)
    .limit(page.limit);
  return { accounts: rows.map(toListed), total: Number(counted?.total ?? 0) };
}

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

const sortColumns: Readonly<Record<AccountSort, string>> = {
  userName: 'accounts.user_name_key',
  name: 'accounts.name',
  role: 'accounts.role',
};

function filtered(db: Database, { institutionId, institution, text }: AccountFilter): Knex.QueryBuilder {
  const accounts = db('accounts').leftJoin('institutions', 'institutions.id', 'accounts.institution_id');
  if (institutionId !== undefined) accounts.where('accounts.institution_id', institutionId);
  if (text !== '') {
    // INSTR knows no wildcards, so nothing that is typed means more than itself.
    accounts.where((where) =>
      where
        .whereRaw('INSTR(accounts.user_name_key, ?) > 0', [text.toLowerCase()])
        .orWhereRaw('INSTR(accounts.name, ?) > 0', [text]),
    );
  }
  if (institution !== '') {
    accounts.where((where) =>
      where
        .whereRaw('INSTR(institutions.code, ?) > 0', [institution])
        .orWhereRaw('INSTR(institutions.name, ?) > 0', [institution]),
    );
  }
  return accounts;
}

interface ListedRow {
  id: number;
  user_name: string;
  name: string;
  role: Role;
  state: AccountState;
  institution_code: string | null;
  institution_name: string | null;
}

function toListed(row: ListedRow): ListedAccount {
  const { institution_code: code, institution_name: name } = row;
  return {
    id: Number(row.id),
    userName: row.user_name,
    name: row.name,
    role: row.role,
    state: row.state,
    institution: code === null || name === null ? null : { code, name },
  };
}
