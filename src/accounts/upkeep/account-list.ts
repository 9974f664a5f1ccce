import type { Knex } from 'knex';
import { cardsOfAccounts } from '../../certificates/index.js';
import { taipeiDate } from '../../clock.js';
import type { Database } from '../../database/index.js';
import { institutionRoles } from '../../roles.js';
import type { Column, Filter, List, Tone } from '../../web/lists/index.js';
import type { AccountState } from '../account.js';
import { type ShownCard, showCard } from '../cards/show-card.js';
import {
  type IdleAccount,
  type IdleRow,
  idleColumns,
  narrowToIdle,
  readIdleAccounts,
} from '../idle/idle-store.js';
import { type IdleWarning, warningOf } from '../idle/warning.js';

/** An account as 使用者列表 shows it. */
export interface KeptAccount extends IdleAccount {
  readonly lastLoginAt: Date | null;
  readonly card: ShownCard | undefined;
  /** While it is active and has not been used for long. */
  readonly warning: IdleWarning | undefined;
}

/** 使用者列表: the accounts of an institution. */
export function accountList(institutionId: number, now: Date): List<IdleRow, KeptAccount> {
  const today = taipeiDate(now);
  return {
    name: 'institution-accounts',
    title: 'account-upkeep.list.title',
    nothingYet: 'account-upkeep.list.empty',
    from: (db) =>
      db('accounts')
        .join('institutions', 'institutions.id', 'accounts.institution_id')
        .where('accounts.institution_id', institutionId),
    select: [...idleColumns],
    id: 'accounts.id',
    read: (db, rows) => readAccounts(db, rows, today),
    order: { by: 'userName', direction: 'ascending' },
    filters: filters(today),
    columns,
  };
}

/** The accounts of rows with their cards and warnings. */
export async function readAccounts(
  db: Database,
  rows: readonly IdleRow[],
  today: string,
): Promise<readonly KeptAccount[]> {
  const accounts = await readIdleAccounts(db, rows);
  const cards = await cardsOfAccounts(
    db,
    accounts.map(({ id }) => id),
  );
  return accounts.map((account, index) => {
    const lastLogin = rows[index]?.last_login_at ?? null;
    return {
      ...account,
      lastLoginAt: lastLogin === null ? null : new Date(lastLogin),
      card: (cards.get(account.id) ?? []).map(showCard)[0],
      warning: warningOf(account, today),
    };
  });
}

/** How an account’s state is shown. */
export function stateTone(state: AccountState): Tone {
  return tones[state];
}

const tones: Readonly<Record<AccountState, Tone>> = {
  active: 'plain',
  suspended: 'waiting',
  disabled: 'bad',
};

const states: readonly AccountState[] = ['active', 'suspended', 'disabled'];

function filters(today: string): readonly Filter[] {
  return [
    {
      kind: 'text',
      key: 'q',
      label: 'account-upkeep.list.text',
      in: [
        { column: 'accounts.user_name_key', how: 'contains' },
        { column: 'accounts.name', how: 'contains' },
      ],
    },
    {
      kind: 'choice',
      key: 'role',
      label: 'account-upkeep.role',
      column: 'accounts.role',
      options: institutionRoles.map((role) => ({ value: role, text: `shell.role.${role}` })),
    },
    {
      kind: 'choice',
      key: 'state',
      label: 'account-upkeep.state',
      column: 'accounts.state',
      options: states.map((state) => ({
        value: state,
        text: (t) => t('account-upkeep.state-name', { state }),
      })),
    },
    {
      kind: 'choice',
      key: 'use',
      label: 'account-upkeep.list.use',
      options: [
        { value: 'idle', text: 'account-upkeep.list.idle' },
        { value: 'never', text: 'account-upkeep.list.never' },
      ],
      column: (query: Knex.QueryBuilder, value) => {
        if (value === 'idle') narrowToIdle(query, today);
        if (value === 'never') query.whereNull('accounts.last_login_at');
      },
    },
  ];
}

const columns: readonly Column<KeptAccount>[] = [
  {
    kind: 'text',
    key: 'userName',
    heading: 'account-upkeep.user-name',
    sort: 'accounts.user_name_key',
    unique: true,
    look: 'code',
    value: ({ userName }) => userName,
    href: ({ userName }) => `/accounts/${userName}`,
  },
  {
    kind: 'text',
    key: 'name',
    heading: 'account-upkeep.name',
    sort: 'accounts.name',
    look: 'name',
    value: ({ name }) => name,
  },
  {
    kind: 'text',
    key: 'role',
    heading: 'account-upkeep.role',
    sort: 'accounts.role',
    look: 'name',
    value: ({ role }, t) => t(`shell.role.${role}`),
  },
  {
    kind: 'tag',
    key: 'state',
    heading: 'account-upkeep.state',
    sort: 'accounts.state',
    value: ({ state }, t) => t('account-upkeep.state-name', { state }),
    tone: ({ state }) => stateTone(state),
    note: ({ warning }, t) =>
      warning === undefined ? undefined : t('account-upkeep.list.days', { days: warning.days }),
  },
  {
    kind: 'time',
    key: 'last-login',
    heading: 'account-upkeep.last-login',
    sort: 'accounts.last_login_at',
    value: ({ lastLoginAt }) => lastLoginAt,
  },
  {
    kind: 'text',
    key: 'card',
    heading: 'account-upkeep.card',
    value: ({ card }, t) =>
      card === undefined ? t('cards.institution.none') : t('cards.profile', { profile: card.profile }),
  },
  {
    kind: 'text',
    key: 'email',
    heading: 'account-upkeep.email',
    only: 'file',
    value: ({ email }) => email,
  },
];
