import { isUserName, userNameKey } from '../../accounts/index.js';
import type { InstitutionRole } from '../ways.js';
import type { AccountFields, NewAccountForm } from './form.js';
import { type FieldKind, FieldReader, fieldKinds } from './read-fields.js';
import { readFiller } from './read-filler.js';
import {
  type FormSettings,
  formLimits,
  type Read,
  readOf,
  type TypedAccount,
  type TypedNewAccount,
} from './typed.js';

/**
 * Reads 新使用者帳號申請表. Pure: whether a user name is free, and whether the institution is recognised, is told by
 * `confirm` (and before that by `findNameFaults`).
 *
 * The fields are `institutionCode`, `role`, `accounts-1-userName`, `accounts-1-ranges-1` …, `wideReason`, `filler-name` ….
 */
export function readNewAccountForm(typed: TypedNewAccount, settings: FormSettings): Read<NewAccountForm> {
  const reader = new FieldReader();
  const institutionCode = reader.read('institutionCode', typed.institutionCode, fieldKinds.institutionCode);
  const role = readRole(reader, typed.role);
  const wideReason = fieldKinds.wideReason.fold(typed.wideReason);
  const accounts = typed.accounts
    .slice(0, formLimits.accounts)
    .map((account, index) => readAccount(reader, `accounts-${index + 1}`, account, { settings, wideReason }));
  checkCount(reader, typed.accounts.length, role);
  checkRepeats(reader, accounts);
  reader.read('wideReason', typed.wideReason, fieldKinds.wideReason);
  const filler = readFiller(reader, typed.filler);
  return readOf({ kind: 'new-account', institutionCode, role, accounts, filler, wideReason }, reader.fields);
}

function readRole(reader: FieldReader, typed: string): InstitutionRole {
  if (typed === 'manager' || typed === 'reporter') return typed;
  reader.mend('role', 'ERR_APPLICATION_ROLE_MISSING');
  return 'reporter';
}

function readAccount(
  reader: FieldReader,
  prefix: string,
  typed: TypedAccount,
  { settings, wideReason }: { readonly settings: FormSettings; readonly wideReason: string },
): AccountFields {
  return {
    userName: reader.read(`${prefix}-userName`, typed.userName, userName),
    name: reader.read(`${prefix}-name`, typed.name, fieldKinds.name),
    telephone: reader.read(`${prefix}-telephone`, typed.telephone, fieldKinds.telephone),
    extension: reader.read(`${prefix}-extension`, typed.extension, fieldKinds.extension),
    mobile: reader.read(`${prefix}-mobile`, typed.mobile, fieldKinds.mobile),
    email: reader.read(`${prefix}-email`, typed.email, fieldKinds.email),
    ranges: reader.readRanges(`${prefix}-ranges`, typed.ranges, settings, wideReason),
  };
}

const userName: FieldKind = {
  fold: (typed) => typed.normalize('NFKC').trim(),
  rules: [
    [(text) => text !== '', 'ERR_APPLICATION_USER_NAME_MISSING'],
    [isUserName, 'ERR_ACCOUNT_USER_NAME'],
  ],
};

/** One form is for one manager, or for several reporters. */
function checkCount(reader: FieldReader, count: number, role: InstitutionRole): void {
  const most = role === 'manager' ? 1 : formLimits.accounts;
  if (count === 0) reader.mend('accounts', 'ERR_APPLICATION_ACCOUNTS_MISSING');
  if (count > most) reader.mend('accounts', 'ERR_APPLICATION_ACCOUNTS_MANY', { most });
}

function checkRepeats(reader: FieldReader, accounts: readonly AccountFields[]): void {
  const names = new Set<string>();
  const addresses = new Set<string>();
  for (const [index, { userName: name, email }] of accounts.entries()) {
    if (name !== '' && names.has(userNameKey(name))) {
      reader.mend(`accounts-${index + 1}-userName`, 'ERR_APPLICATION_USER_NAME_TWICE', { userName: name });
    }
    if (email !== '' && addresses.has(email.toLowerCase())) {
      reader.mend(`accounts-${index + 1}-email`, 'ERR_APPLICATION_EMAIL_TWICE');
    }
    names.add(userNameKey(name));
    addresses.add(email.toLowerCase());
  }
}
