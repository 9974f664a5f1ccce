import type { AccountWithRanges } from '../../accounts/index.js';
import { Problem } from '../../problems/index.js';
import { type ApplicationForm, type ChangeForm, changesAsked, type NewAccountForm } from '../forms/form.js';
import { type Filer, type InstitutionRole, requestsRefused, type Way, wayOf } from '../ways.js';
import type { Viewer } from './capacities.js';

/** What becomes of a form that somebody files. */
export interface Filing {
  readonly way: Way;
  readonly items: readonly { readonly userName: string; readonly accountId: number | null }[];
}

/**
 * Whether somebody may file a form, and which way it goes. Pure.
 *
 * @param account the account that a change form names, of whatever institution
 * @throws Problem `ERR_APPLICATION_FILER`; `ERR_APPLICATION_ACCOUNT_UNKNOWN` for another institution's account or none,
 *   which somebody who is not logged in is not told
 */
export function judgeFiling(
  form: ApplicationForm,
  filer: Viewer,
  account: AccountWithRanges | undefined,
): Filing {
  return form.kind === 'new-account' ? judgeNewAccount(form, filer) : judgeChange(form, filer, account);
}

function judgeNewAccount(form: NewAccountForm, filer: Viewer): Filing {
  const as = filersOf(form.institutionCode, filer, undefined);
  requireNone(requestsRefused(['new-account'], form.role, as));
  return {
    way: wayOf(['new-account'], form.role, as[0] ?? 'public'),
    items: form.accounts.map(({ userName }) => ({ userName, accountId: null })),
  };
}

function judgeChange(form: ChangeForm, filer: Viewer, found: AccountWithRanges | undefined): Filing {
  const account = found?.institution?.code === form.institutionCode ? found : undefined;
  if (filer !== null && account === undefined) throw new Problem('ERR_APPLICATION_ACCOUNT_UNKNOWN');
  const role = institutionRoleOf(account);
  const as = filersOf(form.institutionCode, filer, account);
  const asked = changesAsked(form);
  requireNone(requestsRefused(asked, role, as));
  return {
    way: wayOf(asked, role, as[0] ?? 'public'),
    items: [{ userName: form.userName, accountId: account?.id ?? null }],
  };
}

/** What somebody is to a form: the words of the table of ways. */
export function filersOf(
  institutionCode: string,
  filer: Viewer,
  account: Pick<AccountWithRanges, 'id'> | undefined,
): readonly Filer[] {
  if (filer === null) return ['public'];
  if (filer.institutionCode !== institutionCode) return [];
  const filers: Filer[] = [];
  if (account?.id === filer.accountId) filers.push('holder');
  if (filer.role === 'manager') filers.push('manager');
  return filers;
}

/** Who is not logged in may ask the same of both roles, so an account nobody has counts as a reporter's. */
function institutionRoleOf(account: AccountWithRanges | undefined): InstitutionRole {
  return account?.role === 'manager' ? 'manager' : 'reporter';
}

function requireNone(refused: readonly string[]): void {
  if (refused.length > 0) throw new Problem('ERR_APPLICATION_FILER', { detail: refused.join(', ') });
}
