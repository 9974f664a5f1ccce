import type { Role } from '../roles.js';

export const applicationKinds = ['new-account', 'change'] as const;
/** A new account 新增帳號, or a change 異動/停用 of one. */
export type ApplicationKind = (typeof applicationKinds)[number];

/** What one change form may ask, several at once. `reactivate` brings a suspended account back. */
export const changeNames = ['ranges', 'role', 'email', 'disable', 'reactivate'] as const;
export type ChangeName = (typeof changeNames)[number];

/** What is asked for. */
export type Request = 'new-account' | ChangeName;

/** Online and a formal letter 函文, or online and the scan 掃描檔 of the sealed form. */
export type Way = 'letter' | 'scan';

/** Roles that an institution's account can have. */
export type InstitutionRole = Extract<Role, 'manager' | 'reporter'>;

/**
 * Who files: `public` from the home page without login, `holder` for the own account, `manager` for an account of the own
 * institution. A manager who files for the own account is both.
 */
export const filers = ['public', 'holder', 'manager'] as const;
export type Filer = (typeof filers)[number];

/** One cell of the table of ways. */
export interface WayCell {
  readonly request: Request;
  /** The role of the account: the one it is to have if it is new, the one it has now if it changes. */
  readonly role: InstitutionRole;
  /** For people who are logged in; from the home page it is always the letter, whose seals say who asks. */
  readonly way: Way;
  readonly filers: readonly Filer[];
}

/** The table of ways, complete: a request that has no cell is nobody's to file. */
export const ways: readonly WayCell[] = [
  { request: 'new-account', role: 'manager', way: 'letter', filers: ['public', 'manager'] },
  { request: 'new-account', role: 'reporter', way: 'scan', filers: ['manager'] },
  { request: 'ranges', role: 'manager', way: 'letter', filers: ['public', 'holder', 'manager'] },
  { request: 'ranges', role: 'reporter', way: 'scan', filers: ['public', 'holder', 'manager'] },
  { request: 'email', role: 'manager', way: 'letter', filers: ['public', 'holder', 'manager'] },
  { request: 'email', role: 'reporter', way: 'scan', filers: ['public', 'holder', 'manager'] },
  { request: 'disable', role: 'manager', way: 'letter', filers: ['public', 'holder', 'manager'] },
  { request: 'disable', role: 'reporter', way: 'scan', filers: ['public', 'holder', 'manager'] },
  { request: 'role', role: 'manager', way: 'letter', filers: ['manager'] },
  { request: 'role', role: 'reporter', way: 'letter', filers: ['manager'] },
  { request: 'reactivate', role: 'manager', way: 'letter', filers: ['manager'] },
  { request: 'reactivate', role: 'reporter', way: 'scan', filers: ['manager'] },
];

/** The cell for a request about an account of a role. */
export function wayCell(request: Request, role: InstitutionRole): WayCell {
  const cell = ways.find((candidate) => candidate.request === request && candidate.role === role);
  if (cell === undefined) throw new TypeError(`The table of ways has no cell for ${request} × ${role}.`);
  return cell;
}

/**
 * Which way a whole form goes: by letter if anything in it needs one, and always if it was filed without login.
 *
 * @param asked at least one request
 */
export function wayOf(asked: readonly Request[], role: InstitutionRole, filer: Filer): Way {
  if (asked.length === 0) throw new TypeError('A form asks for something.');
  if (filer === 'public') return 'letter';
  return asked.some((request) => wayCell(request, role).way === 'letter') ? 'letter' : 'scan';
}

/** The requests among `asked` that none of these filers may make, for the sentence that says so. */
export function requestsRefused(
  asked: readonly Request[],
  role: InstitutionRole,
  as: readonly Filer[],
): readonly Request[] {
  return asked.filter((request) => !wayCell(request, role).filers.some((filer) => as.includes(filer)));
}
