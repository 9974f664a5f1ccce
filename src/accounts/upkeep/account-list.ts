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
  institutionAccounts,
  narrowToIdle,
  readIdleAccounts,
} from '../idle/idle-store.js';
import { type IdleWarning, warningOf } from '../idle/warning.js';
import { accountSearch } from '../search-texts.js';

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
    ...common(today),
    name: 'institution-accounts',
    title: 'account-upkeep.list.title',
    nothingYet: 'account-upkeep.list.empty',
    from: (db) => institutionAccounts(db).where('accounts.institution_id', institutionId),
    filters: [textFilter, ...otherFilters(today)],
    columns: [userNameColumn('/accounts'), ...columns, lastLoginColumn, ...contactColumns],
  };
}

/** The accounts of all institutions, for the agency. */
export function agencyAccountList(now: Date): List<IdleRow, KeptAccount> {
  const today = taipeiDate(now);
  return {
    ...common(today),
    name: 'agency-accounts',
    title: 'account-upkeep.agency.title',
    nothingYet: 'account-upkeep.agency.empty',
    from: institutionAccounts,
    filters: [{ ...textFilter, index: accountSearch }, institutionFilter, ...otherFilters(today)],
    columns: [
      userNameColumn('/agency/accounts'),
      ...columns,
      ...institutionColumns,
      // Not sorted by: among all accounts it would be read for every one.
      lastLoginUnsorted,
      ...contactColumns,
    ],
  };
}

function common(today: string) {
  return {
    select: [...idleColumns],
    id: 'accounts.id',
    read: (db: Database, rows: readonly IdleRow[]) => readAccounts(db, rows, today),
    order: { by: 'userName', direction: 'ascending' },
  } as const;
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

const textFilter = {
  kind: 'text',
  key: 'q',
  label: 'account-upkeep.list.text',
  in: [
    { column: 'accounts.user_name_key', how: 'contains' },
    { column: 'accounts.name', how: 'contains' },
  ],
} as const satisfies Filter;

function otherFilters(today: string): readonly Filter[] {
  return [
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

const institutionFilter: Filter = {
  kind: 'text',
  key: 'institution',
  label: 'account-upkeep.agency.institution',
  in: [
    { column: 'institutions.code', how: 'starts' },
    { column: 'institutions.name', how: 'contains' },
  ],
};

/** @param below where the page of one account is */
function userNameColumn(below: string): Column<KeptAccount> {
  return {
    kind: 'text',
    key: 'userName',
    heading: 'account-upkeep.user-name',
    sort: 'accounts.user_name_key',
    unique: true,
    look: 'code',
    value: ({ userName }) => userName,
    href: ({ userName }) => `${below}/${encodeURIComponent(userName)}`,
  };
}

const columns: readonly Column<KeptAccount>[] = [
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
];

const institutionColumns: readonly Column<KeptAccount>[] = [
  {
    kind: 'text',
    key: 'institution',
    heading: 'account-upkeep.agency.institution',
    value: ({ institution }) => institution.name,
    note: ({ institution }) => institution.code,
  },
  {
    kind: 'text',
    key: 'institution-code',
    heading: 'account-upkeep.agency.institution-code',
    only: 'file',
    value: ({ institution }) => institution.code,
  },
];

const lastLoginColumn = {
  kind: 'time',
  key: 'last-login',
  heading: 'account-upkeep.last-login',
  sort: 'accounts.last_login_at',
  value: ({ lastLoginAt }: KeptAccount) => lastLoginAt,
} as const;

const { sort: _sort, ...lastLoginUnsorted } = lastLoginColumn;

const contactColumns: readonly Column<KeptAccount>[] = [
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
