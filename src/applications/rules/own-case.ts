import { type Account, userNameKey } from '../../accounts/index.js';
import { Problem } from '../../problems/index.js';
import type { ApplicationWithForm } from '../application.js';
import type { ApplicationForm } from '../forms/form.js';

/**
 * Nobody decides what they filed or what is about themselves: not the filer's account, not an account it is about, not
 * somebody whose mail goes to an address on the form.
 *
 * @throws Problem `ERR_APPLICATION_OWN`
 */
export function refuseOwnCase(
  application: Pick<ApplicationWithForm, 'filedBy' | 'items' | 'form'>,
  reviewer: Pick<Account, 'id' | 'userName' | 'email'>,
): void {
  if (isOwnCase(application, reviewer)) throw new Problem('ERR_APPLICATION_OWN');
}

/** The rule itself. */
export function isOwnCase(
  { filedBy, items, form }: Pick<ApplicationWithForm, 'filedBy' | 'items' | 'form'>,
  { id, userName, email }: Pick<Account, 'id' | 'userName' | 'email'>,
): boolean {
  if (filedBy?.accountId === id) return true;
  const isAboutThem = items.some(
    (item) =>
      item.accountId === id ||
      (item.userName !== null && userNameKey(item.userName) === userNameKey(userName)),
  );
  return isAboutThem || (form !== null && addressesOn(form).includes(email.toLowerCase()));
}

function addressesOn(form: ApplicationForm): readonly string[] {
  const subjects =
    form.kind === 'new-account'
      ? form.accounts.map(({ email }) => email)
      : [form.holder.email, form.changes.email?.from ?? '', form.changes.email?.to ?? ''];
  return [form.filler.email, ...subjects].map((address) => address.toLowerCase());
}
