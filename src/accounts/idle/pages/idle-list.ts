import { taipeiDate } from '../../../clock.js';
import { institutionRoles } from '../../../roles.js';
import type { Column, Filter, List, Tone } from '../../../web/lists/index.js';
import { accountSearch } from '../../search-texts.js';
import { daysBetween } from '../days.js';
import {
  countManagers,
  type IdleAccount,
  type IdleRow,
  idleColumns,
  institutionAccounts,
  narrowToIdle,
  readIdleAccounts,
} from '../idle-store.js';
import { warningOf } from '../warning.js';

/** An account as 閒置帳號 shows it. */
export interface ListedIdle extends IdleAccount {
  readonly days: number;
  readonly standing: Standing;
  /** Null when it is suspended already, or never will be. */
  readonly suspendOn: string | null;
}

type Standing = 'first-warning' | 'second-warning' | 'last' | 'suspended';

/**
 * The accounts that nobody uses: those that are warned, and those that are suspended.
 *
 * @param institutionId undefined for all, which is the agency's view
 */
export function idleList(institutionId: number | undefined, now: Date): List<IdleRow, ListedIdle> {
  const today = taipeiDate(now);
  const ofAll = institutionId === undefined;
  return {
    name: 'idle-accounts',
    title: 'idle.title',
    nothingYet: 'idle.empty',
    from: (db) => {
      const accounts = institutionAccounts(db).where((either) =>
        either.where('accounts.state', 'suspended').orWhere((idle) => void narrowToIdle(idle, today)),
      );
      return ofAll ? accounts : accounts.where('accounts.institution_id', institutionId);
    },
    select: [...idleColumns],
    id: 'accounts.id',
    async read(db, rows) {
      const managers = await countManagers(db);
      const accounts = await readIdleAccounts(db, rows);
      return accounts.map((account) => describe(account, today, managers));
    },
    order: { by: 'userName', direction: 'ascending' },
    filters: [textFilter, ...(ofAll ? [institutionFilter] : []), roleFilter, standingFilter(today)],
    columns: [
      ...accountColumns,
      ...(ofAll ? institutionColumns : []),
      ...idleStateColumns,
      ...(ofAll ? [] : actions),
    ],
  };
}

function describe(account: IdleAccount, today: string, managers: ReadonlyMap<number, number>): ListedIdle {
  const days = daysBetween(account.usedOn, today);
  const warning = warningOf(account, today);
  if (warning === undefined) return { ...account, days, standing: 'suspended', suspendOn: null };
  const isLast = account.role === 'manager' && (managers.get(account.institution.id) ?? 0) <= 1;
  return isLast
    ? { ...account, days, standing: 'last', suspendOn: null }
    : { ...account, days, standing: warning.standing, suspendOn: warning.suspendOn };
}

const textFilter: Filter = {
  kind: 'text',
  key: 'q',
  label: 'idle.text',
  in: [
    { column: 'accounts.user_name_key', how: 'contains' },
    { column: 'accounts.name', how: 'contains' },
  ],
  index: accountSearch,
};

const institutionFilter: Filter = {
  kind: 'text',
  key: 'institution',
  label: 'idle.institution',
  in: [
    { column: 'institutions.code', how: 'starts' },
    { column: 'institutions.name', how: 'contains' },
  ],
};

const roleFilter: Filter = {
  kind: 'choice',
  key: 'role',
  label: 'idle.role',
  column: 'accounts.role',
  options: institutionRoles.map((role) => ({ value: role, text: `shell.role.${role}` })),
};

function standingFilter(today: string): Filter {
  return {
    kind: 'choice',
    key: 'standing',
    label: 'idle.standing',
    options: [
      { value: 'idle', text: 'idle.standing-name.first-warning' },
      { value: 'suspended', text: 'idle.standing-name.suspended' },
    ],
    column: (query, value) => {
      if (value === 'idle') narrowToIdle(query, today);
      if (value === 'suspended') query.where('accounts.state', 'suspended');
    },
  };
}

const accountColumns: readonly Column<ListedIdle>[] = [
  {
    kind: 'text',
    key: 'userName',
    heading: 'idle.user-name',
    sort: 'accounts.user_name_key',
    unique: true,
    look: 'code',
    value: ({ userName }) => userName,
  },
  {
    kind: 'text',
    key: 'name',
    heading: 'idle.name',
    sort: 'accounts.name',
    look: 'name',
    value: ({ name }) => name,
    note: ({ role }, t) => t(`shell.role.${role}`),
  },
  {
    kind: 'text',
    key: 'role',
    heading: 'idle.role',
    only: 'file',
    value: ({ role }, t) => t(`shell.role.${role}`),
  },
];

const institutionColumns: readonly Column<ListedIdle>[] = [
  {
    kind: 'text',
    key: 'institution',
    heading: 'idle.institution',
    value: ({ institution }) => institution.name,
    note: ({ institution }) => institution.code,
  },
  {
    kind: 'text',
    key: 'institution-code',
    heading: 'idle.institution-code',
    only: 'file',
    value: ({ institution }) => institution.code,
  },
];

const tones: Readonly<Record<Standing, Tone>> = {
  'first-warning': 'plain',
  'second-warning': 'waiting',
  last: 'waiting',
  suspended: 'bad',
};

const idleStateColumns: readonly Column<ListedIdle>[] = [
  {
    kind: 'date',
    key: 'used',
    heading: 'idle.used-on',
    value: ({ usedOn, everUsed }) => (everUsed ? usedOn : null),
  },
  { kind: 'number', key: 'days', heading: 'idle.days', value: ({ days }) => days },
  {
    kind: 'tag',
    key: 'standing',
    heading: 'idle.standing',
    value: ({ standing }, t) => t(`idle.standing-name.${standing}`),
    tone: ({ standing }) => tones[standing],
  },
  { kind: 'date', key: 'suspend-on', heading: 'idle.suspend-on', value: ({ suspendOn }) => suspendOn },
];

/** For managers: a suspended account can be brought back, any of them disabled. */
const actions: readonly Column<ListedIdle>[] = [
  {
    kind: 'action',
    key: 'action',
    heading: 'idle.action',
    value: ({ state }, t) => t(state === 'suspended' ? 'idle.bring-back' : 'idle.disable'),
    href: ({ userName, state }) =>
      `/accounts/${userName}/change?ask=${state === 'suspended' ? 'reactivate' : 'disable'}`,
    about: ({ userName }) => userName,
  },
];
