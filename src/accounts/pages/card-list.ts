import { cardsOfAccounts } from '../../certificates/index.js';
import type { Database } from '../../database/index.js';
import { institutionRoles, type Role, roles } from '../../roles.js';
import type { Actor } from '../../web/index.js';
import type { Column, Filter, List } from '../../web/lists/index.js';
import type { AccountState } from '../account.js';
import { type ShownCard, showCard } from '../cards/show-card.js';
import { accountSearch } from '../search-texts.js';

/** An account with the card it is bound to. */
export interface AccountCard {
  readonly id: number;
  readonly userName: string;
  readonly name: string;
  readonly role: Role;
  readonly state: AccountState;
  readonly institution: { readonly code: string; readonly name: string } | null;
  readonly card: ShownCard | undefined;
}

/** An account of the list as the database gives it. */
export interface AccountCardRow {
  readonly id: number | string;
  readonly user_name: string;
  readonly name: string;
  readonly role: Role;
  readonly state: AccountState;
  readonly institution_code: string | null;
  readonly institution_name: string | null;
}

/**
 * The accounts with their cards: one institution's, or all, which is the agency's view.
 *
 * @param institutionId undefined for all
 */
export function cardList(
  actor: Pick<Actor, 'accountId'>,
  institutionId: number | undefined,
): List<AccountCardRow, AccountCard> {
  const ofAll = institutionId === undefined;
  return {
    name: 'account-cards',
    title: 'cards.institution.title',
    nothingYet: 'cards.institution.empty',
    from: (db) => {
      const accounts = db('accounts').leftJoin('institutions', 'institutions.id', 'accounts.institution_id');
      return ofAll ? accounts : accounts.where('accounts.institution_id', institutionId);
    },
    select: [
      'accounts.id',
      'accounts.user_name',
      'accounts.name',
      'accounts.role',
      'accounts.state',
      'institutions.code as institution_code',
      'institutions.name as institution_name',
    ],
    id: 'accounts.id',
    read: readAccounts,
    order: { by: 'userName', direction: 'ascending' },
    filters: [
      holderFilter,
      ...(ofAll ? [institutionFilter] : []),
      roleFilter(ofAll ? roles : institutionRoles),
      stateFilter,
    ],
    columns: [
      ...accountColumns,
      ...(ofAll ? institutionColumns : []),
      ...cardColumns,
      // The agency's table has more columns already; there it is in the file only.
      { ...boundColumn, ...(ofAll && { only: 'file' }) },
      usedColumn,
      unbindColumn(actor),
      ...(ofAll ? [sharingColumn] : []),
    ],
  };
}

async function readAccounts(db: Database, rows: readonly AccountCardRow[]): Promise<readonly AccountCard[]> {
  const cards = await cardsOfAccounts(
    db,
    rows.map(({ id }) => Number(id)),
  );
  return rows.map((row) => ({
    id: Number(row.id),
    userName: row.user_name,
    name: row.name,
    role: row.role,
    state: row.state,
    institution:
      row.institution_code === null ? null : { code: row.institution_code, name: row.institution_name ?? '' },
    card: (cards.get(Number(row.id)) ?? []).map(showCard)[0],
  }));
}

const holderFilter: Filter = {
  kind: 'text',
  key: 'q',
  label: 'cards.institution.text',
  in: [
    { column: 'accounts.user_name_key', how: 'contains' },
    { column: 'accounts.name', how: 'contains' },
  ],
  index: accountSearch,
};

const institutionFilter: Filter = {
  kind: 'text',
  key: 'institution',
  label: 'cards.institution.institution',
  in: [
    { column: 'institutions.code', how: 'contains' },
    { column: 'institutions.name', how: 'contains' },
  ],
};

function roleFilter(choices: readonly Role[]): Filter {
  return {
    kind: 'choice',
    key: 'role',
    label: 'accounts.profile.role',
    column: 'accounts.role',
    options: choices.map((value) => ({ value, text: `shell.role.${value}` })),
  };
}

const states: readonly AccountState[] = ['active', 'suspended', 'disabled'];

const stateFilter: Filter = {
  kind: 'choice',
  key: 'state',
  label: 'cards.institution.state',
  column: 'accounts.state',
  options: states.map((state) => ({ value: state, text: (t) => t('cards.state', { state }) })),
};

const accountColumns: readonly Column<AccountCard>[] = [
  {
    kind: 'text',
    key: 'userName',
    heading: 'accounts.profile.user-name',
    sort: 'accounts.user_name_key',
    unique: true,
    look: 'code',
    value: ({ userName }) => userName,
  },
  {
    kind: 'text',
    key: 'name',
    heading: 'accounts.profile.name',
    sort: 'accounts.name',
    look: 'name',
    value: ({ name }) => name,
  },
  {
    kind: 'text',
    key: 'role',
    heading: 'accounts.profile.role',
    sort: 'accounts.role',
    look: 'name',
    value: ({ role }, t) => t(`shell.role.${role}`),
    note: ({ state }, t) => (state === 'active' ? undefined : t('cards.state', { state })),
  },
  {
    kind: 'text',
    key: 'state',
    heading: 'cards.institution.state',
    only: 'file',
    value: ({ state }, t) => t('cards.state', { state }),
  },
];

const institutionColumns: readonly Column<AccountCard>[] = [
  {
    kind: 'text',
    key: 'institution',
    heading: 'accounts.profile.institution',
    value: ({ institution }, t) => institution?.name ?? t('shell.agency'),
    note: ({ institution }) => institution?.code,
  },
  {
    kind: 'text',
    key: 'institution-code',
    heading: 'cards.institution.institution-code',
    only: 'file',
    value: ({ institution }) => institution?.code ?? '',
  },
];

const cardColumns: readonly Column<AccountCard>[] = [
  {
    kind: 'text',
    key: 'card',
    heading: 'cards.card',
    look: 'name',
    value: ({ card }, t) =>
      card === undefined ? t('cards.institution.none') : t('cards.profile', { profile: card.profile }),
    note: ({ card }, t) => card && `${card.name} ${t('cards.number-end', { end: card.numberEnd })}`,
  },
  {
    kind: 'text',
    key: 'card-name',
    heading: 'cards.name',
    only: 'file',
    value: ({ card }) => card?.name ?? '',
  },
  {
    kind: 'text',
    key: 'card-number',
    heading: 'cards.number',
    only: 'file',
    value: ({ card }, t) => (card === undefined ? '' : t('cards.number-end', { end: card.numberEnd })),
  },
];

const boundColumn: Column<AccountCard> = {
  kind: 'time',
  key: 'bound',
  heading: 'cards.bound-at',
  value: ({ card }) => card?.boundAt ?? null,
};

const usedColumn: Column<AccountCard> = {
  kind: 'time',
  key: 'used',
  heading: 'cards.last-used',
  value: ({ card }) => card?.lastUsedAt ?? null,
};

/** One's own card is unbound with one's password. */
function unbindColumn({ accountId }: Pick<Actor, 'accountId'>): Column<AccountCard> {
  return {
    kind: 'action',
    key: 'unbind',
    heading: 'cards.mine.unbind',
    value: (_account, t) => t('cards.mine.unbind'),
    href: ({ id, userName, card }) => {
      if (card === undefined) return undefined;
      return id === accountId ? ownUnbindPage : `/institution/cards/${userName}/unbind`;
    },
    about: ({ userName }) => userName,
  };
}

/** The agency lets an account use the card of a colleague's account that is the same person's. */
const sharingColumn: Column<AccountCard> = {
  kind: 'action',
  key: 'sharing',
  heading: 'cards.sharing.link',
  value: (_account, t) => t('cards.sharing.link'),
  href: ({ userName, institution }) =>
    institution === null ? undefined : `/institution/cards/${userName}/sharing`,
  about: ({ userName }) => userName,
};

/** Where the card of one's own account is unbound. */
export const ownUnbindPage = '/profile/cards/unbind';
