import type { Role } from '../../roles.js';
import type { List, Tone } from '../../web/lists/index.js';
import type { AccountState } from '../account.js';
import { staffRoles } from './staff-roles.js';

interface StaffRow {
  readonly user_name: string;
  readonly name: string;
  readonly role: Role;
  readonly state: AccountState;
  readonly email: string;
  readonly created_at: string;
  readonly last_login_at: string | null;
}

/** The accounts of the agency's staff. */
export function staffList(): List<StaffRow, StaffRow> {
  return {
    name: 'staff',
    title: 'staff.title',
    nothingYet: 'staff.empty',
    from: (db) => db('accounts').whereNull('accounts.institution_id'),
    select: [
      'accounts.user_name',
      'accounts.name',
      'accounts.role',
      'accounts.state',
      'accounts.email',
      'accounts.created_at',
      'accounts.last_login_at',
    ],
    id: 'accounts.id',
    read: (_db, rows) => rows,
    order: { by: 'userName', direction: 'ascending' },
    filters: [
      {
        kind: 'text',
        key: 'q',
        label: 'staff.search',
        in: [
          { column: 'accounts.user_name_key', how: 'starts', letters: 'lower' },
          { column: 'accounts.name', how: 'contains' },
        ],
      },
      {
        kind: 'choice',
        key: 'role',
        label: 'staff.role',
        column: 'accounts.role',
        options: staffRoles.map((value) => ({ value, text: `shell.role.${value}` })),
      },
      {
        kind: 'choice',
        key: 'state',
        label: 'staff.state',
        column: 'accounts.state',
        options: (['active', 'suspended', 'disabled'] as const).map((value) => ({
          value,
          text: (t) => t('staff.state-name', { state: value }),
        })),
      },
    ],
    columns: [
      {
        kind: 'text',
        key: 'userName',
        heading: 'staff.user-name',
        sort: 'accounts.user_name',
        look: 'code',
        value: ({ user_name }) => user_name,
        href: ({ user_name }) => `/staff/${encodeURIComponent(user_name)}`,
      },
      { kind: 'text', key: 'name', heading: 'staff.name', look: 'name', value: ({ name }) => name },
      {
        kind: 'text',
        key: 'role',
        heading: 'staff.role',
        look: 'name',
        value: ({ role }, t) => t(`shell.role.${role}`),
      },
      {
        kind: 'tag',
        key: 'state',
        heading: 'staff.state',
        value: ({ state }, t) => t('staff.state-name', { state }),
        tone: ({ state }) => tones[state],
      },
      { kind: 'text', key: 'email', heading: 'staff.email', look: 'long', value: ({ email }) => email },
      {
        kind: 'time',
        key: 'last-login',
        heading: 'staff.last-login',
        sort: 'accounts.last_login_at',
        value: ({ last_login_at }) => (last_login_at === null ? null : new Date(last_login_at)),
      },
      {
        kind: 'time',
        key: 'added',
        heading: 'staff.added',
        only: 'file',
        value: ({ created_at }) => new Date(created_at),
      },
    ],
  };
}

const tones: Readonly<Record<AccountState, Tone>> = {
  active: 'good',
  suspended: 'waiting',
  disabled: 'plain',
};
