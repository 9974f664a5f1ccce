import type { Knex } from 'knex';
import { appendAudit } from '../audit/index.js';
import { addMinutes, type RandomBytes, toStoredTime } from '../clock.js';
import { isDuplicate } from '../database/index.js';
import { findInstitution } from '../institutions/index.js';
import { formatRange, type IpRange } from '../ip-ranges/index.js';
import type { Language } from '../locales/index.js';
import { isMailAddress } from '../mail/index.js';
import { type FieldProblem, Problem } from '../problems/index.js';
import { institutionRoles, type Role } from '../roles.js';
import { insertAccountRow, writeRanges } from './account-store.js';
import type { ActedBy } from './acted-by.js';
import type { PasswordHasher } from './passwords/hash.js';
import { makeOneTimePassword, oneTimePasswordDays } from './passwords/one-time.js';
import { isUserName } from './user-name.js';

export interface NewAccount {
  readonly userName: string;
  readonly role: Role;
  /** The code of the institution for a manager or reporter, null for the agency's staff. */
  readonly institutionCode: string | null;
  /** The holder's name, as on the card. */
  readonly name: string;
  /** The last four characters of the holder's ID number, where known; the card is compared with them. */
  readonly idLast4: string | null;
  readonly email: string;
  /** In which the holder reads mail; Chinese where nobody has chosen. */
  readonly language?: Language;
  /** As an application names them; the holder confirms or mends them at the first login. */
  readonly telephones?: {
    readonly telephone: string;
    readonly extension: string | null;
    readonly mobile: string;
  };
  readonly ranges: readonly IpRange[];
}

export interface AddedAccount {
  readonly accountId: number;
  /** Shown to the holder only, and stored hashed. Good for 14 days. */
  readonly oneTimePassword: string;
  readonly validUntil: Date;
}

/** A one-time password and its hash, drawn before the transaction that needs it: hashing takes its time. */
export interface FirstPassword {
  readonly oneTimePassword: string;
  readonly hash: string;
}

/** Draws a one-time password for an account that is about to be added. */
export async function drawFirstPassword({
  passwords,
  randomBytes,
}: {
  readonly passwords: PasswordHasher;
  readonly randomBytes: RandomBytes;
}): Promise<FirstPassword> {
  const oneTimePassword = makeOneTimePassword(randomBytes);
  return { oneTimePassword, hash: await passwords.hash(oneTimePassword) };
}

/**
 * Adds an active account with a one-time password, which its holder must replace at the first login.
 *
 * @throws Problem `ERR_FIELDS` with one entry per field to mend, `ERR_INSTITUTION_UNKNOWN`, or `ERR_ACCOUNT_TAKEN` when
 *   an account has or had the user name
 */
export async function addAccount(
  trx: Knex.Transaction,
  { passwords, randomBytes }: { readonly passwords: PasswordHasher; readonly randomBytes: RandomBytes },
  account: NewAccount,
  by: ActedBy & { readonly at: Date },
): Promise<AddedAccount> {
  return addAccountWith(trx, await drawFirstPassword({ passwords, randomBytes }), account, by);
}

/**
 * The same with a one-time password that was drawn before.
 *
 * @throws Problem as `addAccount`
 */
export async function addAccountWith(
  trx: Knex.Transaction,
  { oneTimePassword, hash }: FirstPassword,
  account: NewAccount,
  { at, ...by }: ActedBy & { readonly at: Date },
): Promise<AddedAccount> {
  const fields = faultsOf(account);
  if (fields.length > 0) throw new Problem('ERR_FIELDS', { fields });
  const institutionId = await institutionIdOf(trx, account.institutionCode);
  const validUntil = addMinutes(at, oneTimePasswordDays * 24 * 60);
  const accountId = await insert(trx, {
    user_name: account.userName,
    role: account.role,
    institution_id: institutionId,
    state: 'active',
    name: account.name,
    id_last4: account.idLast4,
    email: account.email,
    language: account.language ?? 'zh-Hant',
    telephone: account.telephones?.telephone ?? null,
    telephone_extension: account.telephones?.extension ?? null,
    mobile: account.telephones?.mobile ?? null,
    password_hash: hash,
    password_kind: 'one-time',
    password_set_at: toStoredTime(at),
    password_expires_at: toStoredTime(validUntil),
    created_at: toStoredTime(at),
  });
  await writeRanges(trx, accountId, account.ranges);
  await appendAudit(trx, {
    ...by,
    at,
    action: 'account.add',
    target: { kind: 'account', reference: account.userName },
    outcome: 'done',
    detail: {
      role: account.role,
      institutionCode: account.institutionCode,
      ranges: account.ranges.map(formatRange),
    },
    personal: { name: account.name, email: account.email },
  });
  return { accountId, oneTimePassword, validUntil };
}

function faultsOf(account: NewAccount): FieldProblem[] {
  const isOfInstitution = institutionRoles.includes(account.role);
  const checks: readonly (readonly [holds: boolean, fault: FieldProblem])[] = [
    [isUserName(account.userName), { field: 'userName', code: 'ERR_ACCOUNT_USER_NAME' }],
    [
      isOfInstitution === (account.institutionCode !== null),
      { field: 'institutionCode', code: 'ERR_ACCOUNT_INSTITUTION' },
    ],
    [
      account.name.trim() !== '' && [...account.name].length <= 60,
      { field: 'name', code: 'ERR_ACCOUNT_NAME' },
    ],
    [
      account.idLast4 === null || /^\d{4}$/.test(account.idLast4),
      { field: 'idLast4', code: 'ERR_ACCOUNT_ID_LAST4' },
    ],
    [isMailAddress(account.email), { field: 'email', code: 'ERR_ACCOUNT_EMAIL' }],
    [account.ranges.length > 0, { field: 'ranges', code: 'ERR_RANGE_MISSING' }],
  ];
  return checks.filter(([holds]) => !holds).map(([, fault]) => fault);
}

async function institutionIdOf(trx: Knex.Transaction, code: string | null): Promise<number | null> {
  if (code === null) return null;
  const institution = await findInstitution(trx, code);
  if (institution === undefined) throw new Problem('ERR_INSTITUTION_UNKNOWN', { params: { code } });
  return institution.id;
}

async function insert(trx: Knex.Transaction, row: Parameters<typeof insertAccountRow>[1]): Promise<number> {
  try {
    return await insertAccountRow(trx, row);
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    throw new Problem('ERR_ACCOUNT_TAKEN', { params: { userName: row.user_name }, cause: error });
  }
}
