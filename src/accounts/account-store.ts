import type { Knex } from 'knex';
import type { Database } from '../database/index.js';
import type { AddressKey, IpRange } from '../ip-ranges/index.js';
import type { Language } from '../locales/index.js';
import type { Role } from '../roles.js';
import type { Account, AccountState, AccountWithRanges } from './account.js';
import { insertSearchTexts } from './search-texts.js';
import { foldTelephone } from './telephone.js';
import { userNameKey } from './user-name.js';

/** The account with a user name, in any case of letters. */
export async function findAccountByName(
  db: Database,
  userName: string,
): Promise<AccountWithRanges | undefined> {
  return withRanges(
    db,
    await selectAccounts(db).where('accounts.user_name_key', userNameKey(userName)).first(),
  );
}

/** The account with an id. */
export async function findAccount(db: Database, id: number): Promise<AccountWithRanges | undefined> {
  return withRanges(db, await selectAccounts(db).where('accounts.id', id).first());
}

/** The same, its row locked until the transaction ends: the answer is what it is now, and nobody changes it. */
export async function lockAccount(trx: Knex.Transaction, id: number): Promise<AccountWithRanges | undefined> {
  await trx('accounts').where({ id }).forUpdate().select('id');
  return findAccount(trx, id);
}

/** How many active managers an institution has besides the account `except`. */
export async function countOtherManagers(
  db: Database,
  institutionId: number,
  except: number,
): Promise<number> {
  const counted = await db('accounts')
    .where({ institution_id: institutionId, role: 'manager', state: 'active' })
    .whereNot({ id: except })
    .count({ n: '*' })
    .first<{ n: number | string }>();
  return Number(counted?.n ?? 0);
}

/** Writes a new account's row; gives its id. */
export async function insertAccountRow(trx: Knex.Transaction, row: NewAccountRow): Promise<number> {
  const [id] = await trx('accounts').insert({
    ...row,
    user_name_key: userNameKey(row.user_name),
    generation: 1,
  });
  if (id === undefined) throw new TypeError('The database gave no id.');
  await insertSearchTexts(trx, Number(id), [userNameKey(row.user_name), row.name]);
  return Number(id);
}

/** Changes columns of an account, which does not end its sessions. */
export async function updateAccount(
  trx: Knex.Transaction,
  id: number,
  change: Partial<AccountColumns>,
): Promise<void> {
  await trx('accounts').where({ id }).update(change);
}

/** Changes columns of an account and ends its sessions. */
export async function updateAccountAndEndSessions(
  trx: Knex.Transaction,
  id: number,
  change: Partial<AccountColumns>,
): Promise<void> {
  await trx('accounts')
    .where({ id })
    .update({ ...change, generation: trx.raw('generation + 1') });
}

/** Replaces the ranges of an account. */
export async function writeRanges(
  trx: Knex.Transaction,
  accountId: number,
  ranges: readonly IpRange[],
): Promise<void> {
  await trx('account_ip_ranges').where({ account_id: accountId }).delete();
  if (ranges.length === 0) return;
  const rows = ranges.map(({ external, forwarded }, position) => ({
    account_id: accountId,
    position,
    external_start: external.start,
    external_end: external.end,
    forwarded_start: forwarded?.start ?? null,
    forwarded_end: forwarded?.end ?? null,
  }));
  await trx('account_ip_ranges').insert(rows);
}

/** The ranges of an account, in the order they were given. */
export async function rangesOf(db: Database, accountId: number): Promise<readonly IpRange[]> {
  const rows = await db<RangeRow>('account_ip_ranges').where({ account_id: accountId }).orderBy('position');
  return rows.map((row) => ({
    external: { start: row.external_start, end: row.external_end },
    forwarded:
      row.forwarded_start === null || row.forwarded_end === null
        ? null
        : { start: row.forwarded_start, end: row.forwarded_end },
  }));
}

/** Keeps a password's hash among those that may not come again. */
export async function keepOldPassword(
  trx: Knex.Transaction,
  row: { readonly account_id: number; readonly password_hash: string; readonly replaced_at: string },
): Promise<void> {
  await trx('password_history').insert(row);
}

/** The hashes an account had before, the latest first. */
export async function oldPasswords(
  db: Database,
  accountId: number,
  count: number,
): Promise<readonly string[]> {
  return db('password_history')
    .where({ account_id: accountId })
    .orderBy('id', 'desc')
    .limit(count)
    .pluck<string[]>('password_hash');
}

/** Columns of `accounts` that change. */
export interface AccountColumns {
  role: Role;
  state: AccountState;
  email: string;
  language: Language;
  telephone: string;
  telephone_extension: string | null;
  mobile: string;
  password_hash: string;
  password_kind: 'one-time' | 'own';
  password_set_at: string;
  password_expires_at: string | null;
  profile_completed_at: string | null;
  active_since: string;
  last_login_at: string;
}

export interface NewAccountRow {
  readonly user_name: string;
  readonly role: Role;
  readonly institution_id: number | null;
  readonly state: AccountState;
  readonly name: string;
  readonly id_last4: string | null;
  readonly email: string;
  readonly language: Language;
  readonly telephone: string | null;
  readonly telephone_extension: string | null;
  readonly mobile: string | null;
  readonly password_hash: string;
  readonly password_kind: 'one-time';
  readonly password_set_at: string;
  readonly password_expires_at: string;
  readonly created_at: string;
}

interface AccountRow extends AccountColumns {
  id: number;
  user_name: string;
  institution_id: number | null;
  institution_code: string | null;
  institution_name: string | null;
  name: string;
  id_last4: string | null;
  generation: number;
}

interface RangeRow {
  account_id: number;
  external_start: AddressKey;
  external_end: AddressKey;
  forwarded_start: AddressKey | null;
  forwarded_end: AddressKey | null;
}

function selectAccounts(db: Database) {
  return db('accounts')
    .leftJoin('institutions', 'institutions.id', 'accounts.institution_id')
    .select<AccountRow[]>(
      'accounts.*',
      'institutions.code as institution_code',
      'institutions.name as institution_name',
    );
}

async function withRanges(db: Database, row: AccountRow | undefined): Promise<AccountWithRanges | undefined> {
  // An unknown name costs as many statements as a known one.
  const ranges = await rangesOf(db, row === undefined ? 0 : Number(row.id));
  return row === undefined ? undefined : { ...toAccount(row), ranges };
}

function toAccount(row: AccountRow): Account {
  return {
    id: Number(row.id),
    userName: row.user_name,
    role: row.role,
    state: row.state,
    institution: toInstitution(row),
    name: row.name,
    idLast4: row.id_last4,
    email: row.email,
    language: row.language,
    telephone: row.telephone,
    telephoneExtension: row.telephone_extension,
    // Rows from before there was one form for all have no hyphens.
    mobile: row.mobile === null ? null : foldTelephone(row.mobile),
    passwordHash: row.password_hash,
    passwordKind: row.password_kind,
    passwordExpiresAt: toMoment(row.password_expires_at),
    profileCompletedAt: toMoment(row.profile_completed_at),
    generation: row.generation,
    lastLoginAt: toMoment(row.last_login_at),
  };
}

function toInstitution({
  institution_id,
  institution_code,
  institution_name,
}: AccountRow): Account['institution'] {
  if (institution_id === null || institution_code === null || institution_name === null) return null;
  return { id: Number(institution_id), code: institution_code, name: institution_name };
}

function toMoment(stored: string | null): Date | null {
  return stored === null ? null : new Date(stored);
}
