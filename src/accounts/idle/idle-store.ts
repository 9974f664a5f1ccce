import type { Knex } from 'knex';
import { taipeiDate, toStoredTime } from '../../clock.js';
import type { Database } from '../../database/index.js';
import type { Language } from '../../locales/index.js';
import { institutionRoles, type Role } from '../../roles.js';
import type { AccountState } from '../account.js';
import { addDays, startOfDay } from './days.js';
import { type IdleCase, type IdleStep, idleRules } from './rules.js';

/** An institution's account with what the rules of idle accounts need to know. */
export interface IdleAccount extends IdleCase {
  readonly id: number;
  readonly userName: string;
  readonly name: string;
  readonly role: Role;
  readonly state: AccountState;
  readonly email: string;
  readonly language: Language;
  readonly institution: { readonly id: number; readonly code: string; readonly name: string };
  /** False while nobody has logged in with it since it became active. */
  readonly everUsed: boolean;
}

/** A row of `selectIdle`. */
export interface IdleRow {
  readonly id: number | string;
  readonly user_name: string;
  readonly name: string;
  readonly role: Role;
  readonly state: AccountState;
  readonly email: string;
  readonly language: Language;
  readonly created_at: string;
  readonly active_since: string | null;
  readonly last_login_at: string | null;
  readonly institution_id: number | string;
  readonly institution_code: string;
  readonly institution_name: string;
}

/** What is read of each account. */
export const idleColumns = [
  'accounts.id',
  'accounts.user_name',
  'accounts.name',
  'accounts.role',
  'accounts.state',
  'accounts.email',
  'accounts.language',
  'accounts.created_at',
  'accounts.active_since',
  'accounts.last_login_at',
  'institutions.id as institution_id',
  'institutions.code as institution_code',
  'institutions.name as institution_name',
] as const;

/** The accounts of institutions, with their institution. */
export function institutionAccounts(db: Database): Knex.QueryBuilder {
  return db('accounts')
    .join('institutions', 'institutions.id', 'accounts.institution_id')
    .whereIn('accounts.role', [...institutionRoles]);
}

/** Narrows accounts to active ones not used since the first warning's day, seen from `today`. */
export function narrowToIdle(query: Knex.QueryBuilder, today: string): Knex.QueryBuilder {
  const used = toStoredTime(startOfDay(addDays(today, 1 - idleRules.firstWarningDays)));
  return query
    .where('accounts.state', 'active')
    .where((since) =>
      since
        .where('accounts.active_since', '<', used)
        .orWhere((never) => never.whereNull('accounts.active_since').where('accounts.created_at', '<', used)),
    )
    .where((login) => login.where('accounts.last_login_at', '<', used).orWhereNull('accounts.last_login_at'));
}

/** The active accounts not used for as long, the longest unused first. */
export async function listIdleAccounts(db: Database, today: string): Promise<readonly IdleAccount[]> {
  const rows = await narrowToIdle(institutionAccounts(db), today).select([...idleColumns]);
  const accounts = await readIdleAccounts(db, rows as readonly IdleRow[]);
  return accounts.toSorted((one, other) => (one.usedOn < other.usedOn ? -1 : 1));
}

/** One account, whatever its state; undefined for the agency's staff. */
export async function findIdleAccount(db: Database, id: number): Promise<IdleAccount | undefined> {
  const rows = await institutionAccounts(db)
    .where('accounts.id', id)
    .select([...idleColumns]);
  return (await readIdleAccounts(db, rows as readonly IdleRow[]))[0];
}

/** The accounts of rows, in their order, with the steps taken since their last use. */
export async function readIdleAccounts(
  db: Database,
  rows: readonly IdleRow[],
): Promise<readonly IdleAccount[]> {
  const steps: readonly StepRow[] = await db('account_idle_steps').whereIn(
    'account_id',
    rows.map(({ id }) => id),
  );
  return rows.map((row) => toIdleAccount(row, steps));
}

/** Notes that a step was taken. Throws an error that `isDuplicate` recognises when it was taken before. */
export async function insertStep(
  trx: Knex.Transaction,
  { id, usedOn }: Pick<IdleAccount, 'id' | 'usedOn'>,
  step: IdleStep,
  today: string,
): Promise<void> {
  await trx('account_idle_steps').insert({ account_id: id, used_on: usedOn, step, taken_on: today });
}

interface StepRow {
  readonly account_id: number | string;
  readonly used_on: string;
  readonly step: IdleStep;
  readonly taken_on: string;
}

function toIdleAccount(row: IdleRow, steps: readonly StepRow[]): IdleAccount {
  const since = row.active_since ?? row.created_at;
  const everUsed = row.last_login_at !== null && row.last_login_at >= since;
  const usedOn = taipeiDate(new Date(everUsed ? (row.last_login_at ?? since) : since));
  const own = steps.filter((step) => Number(step.account_id) === Number(row.id) && step.used_on === usedOn);
  return {
    id: Number(row.id),
    userName: row.user_name,
    name: row.name,
    role: row.role,
    state: row.state,
    email: row.email,
    language: row.language,
    institution: {
      id: Number(row.institution_id),
      code: row.institution_code,
      name: row.institution_name,
    },
    everUsed,
    usedOn,
    taken: Object.fromEntries(own.map(({ step, taken_on }) => [step, taken_on])),
  };
}

/** How many active managers each institution has, by its id. */
export async function countManagers(db: Database): Promise<ReadonlyMap<number, number>> {
  const institutions: readonly (number | string)[] = await db('accounts')
    .where({ role: 'manager', state: 'active' })
    .whereNotNull('institution_id')
    .pluck('institution_id');
  const counts = new Map<number, number>();
  for (const id of institutions.map(Number)) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}
