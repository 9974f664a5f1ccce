import type { FieldProblem } from '../../problems/index.js';
import type { Form } from '../../web/index.js';
import type { NewAccountForm } from '../forms/form.js';
import { readNewAccountForm } from '../forms/read-new-account-form.js';
import { type FormSettings, formLimits, type Read, readOf, type TypedFiller } from '../forms/typed.js';
import { composeRows } from '../public/compose-rows.js';
import type { TypedRow } from '../public/values.js';
import type { InstitutionRole } from '../ways.js';
import {
  count,
  emptyRow,
  readFillerFields,
  readRows,
  textOf,
  type Values,
  valuesOfPerson,
  valuesOfRows,
  withoutRow,
  withRow,
} from './sheet.js';

/** 新使用者帳號申請表 as it is being filled in. */
export interface NewAccountsSheet {
  readonly accounts: readonly AccountSheet[];
  readonly filler: TypedFiller;
  readonly wideReason: string;
}

interface AccountSheet {
  /** By the names of `accountFields`. */
  readonly fields: Readonly<Record<AccountField, string>>;
  readonly rows: readonly TypedRow[];
}

const accountFields = ['userName', 'name', 'telephone', 'extension', 'mobile', 'email'] as const;
type AccountField = (typeof accountFields)[number];

/** A form that nothing but the filler stands in. */
export function beginNewAccounts(filler: TypedFiller): NewAccountsSheet {
  return { accounts: [emptyAccount], filler, wideReason: '' };
}

/** What a form sent. */
export function readNewAccountsSheet(form: Form): NewAccountsSheet {
  const accounts = count(formLimits.accounts)
    .map((number) => `accounts-${number}-`)
    .filter((prefix) => form.has(`${prefix}userName`))
    .map((prefix) => ({
      fields: fieldsBy((field) => textOf(form, `${prefix}${field}`)),
      rows: readRows(form, prefix),
    }));
  return {
    accounts: accounts.length === 0 ? [emptyAccount] : accounts,
    filler: readFillerFields(form),
    wideReason: textOf(form, 'wideReason'),
  };
}

/** The form as it was confirmed or kept. */
export function newAccountsSheetOf({ accounts, filler, wideReason }: NewAccountForm): NewAccountsSheet {
  return {
    accounts: accounts.map((account) => ({
      fields: fieldsBy((field) => account[field]),
      rows: account.ranges.map(({ typed }) => ({ range: typed, forwarded: '' })),
    })),
    filler,
    wideReason,
  };
}

/** A form after one of its own buttons, and the field to go on at. */
export interface Rearranged<Sheet> {
  readonly sheet: Sheet;
  readonly focus: string;
}

/** Adds or takes away an account or a row of ranges; undefined when the button means to go on. */
export function rearrangeNewAccounts(
  sheet: NewAccountsSheet,
  action: string,
): Rearranged<NewAccountsSheet> | undefined {
  if (action === 'add-account') {
    const accounts = [...sheet.accounts, emptyAccount].slice(0, formLimits.accounts);
    return { sheet: { ...sheet, accounts }, focus: `accounts-${accounts.length}-userName` };
  }
  const [, verb, which, row] =
    /^(remove-account|add-row|remove-row)-(\d{1,2})(?:-(\d{1,2}))?$/.exec(action) ?? [];
  if (verb === undefined) return undefined;
  const number = Number(which);
  if (verb === 'remove-account') {
    const others = sheet.accounts.filter((_, index) => index + 1 !== number);
    const accounts = others.length === 0 ? [emptyAccount] : others;
    return {
      sheet: { ...sheet, accounts },
      focus: `accounts-${Math.min(number, accounts.length)}-userName`,
    };
  }
  const accounts = sheet.accounts.map((account, index) => {
    if (index + 1 !== number) return account;
    const { rows } = account;
    return { ...account, rows: verb === 'add-row' ? withRow(rows) : withoutRow(rows, Number(row)) };
  });
  const last = verb === 'add-row' ? (accounts[number - 1]?.rows.length ?? 1) : 1;
  return { sheet: { ...sheet, accounts }, focus: `accounts-${number}-ranges-${last}` };
}

/** Reads a filled-in form, the second fields of its rows included. */
export function readNewAccounts(
  sheet: NewAccountsSheet,
  { institutionCode, role }: { readonly institutionCode: string; readonly role: InstitutionRole },
  settings: FormSettings,
): Read<NewAccountForm> {
  const composed = sheet.accounts.map(({ rows }, index) =>
    composeRows(rows, `accounts-${index + 1}-`, settings.ranges),
  );
  const { form, fields = [] } = readNewAccountForm(
    {
      institutionCode,
      role,
      accounts: sheet.accounts.map(({ fields: typed }, index) => ({
        ...typed,
        ranges: composed[index]?.texts ?? [],
      })),
      filler: sheet.filler,
      wideReason: sheet.wideReason,
    },
    settings,
  );
  const faults: readonly FieldProblem[] = [...fields, ...composed.flatMap((rows) => rows.faults)];
  return readOf(form as NewAccountForm, faults);
}

/** What the fields of the page show. */
export function valuesOfNewAccounts({ accounts, filler, wideReason }: NewAccountsSheet): Values {
  const ofAccounts = accounts.map(({ fields, rows }, index) => {
    const prefix = `accounts-${index + 1}-`;
    const texts = Object.entries(fields).map(([field, text]) => [`${prefix}${field}`, text]);
    return { ...Object.fromEntries(texts), ...valuesOfRows(prefix, rows) };
  });
  return Object.assign({ ...valuesOfPerson('filler', filler), wideReason }, ...ofAccounts);
}

function fieldsBy(text: (field: AccountField) => string): AccountSheet['fields'] {
  return Object.fromEntries(accountFields.map((field) => [field, text(field)])) as AccountSheet['fields'];
}

const emptyAccount: AccountSheet = { fields: fieldsBy(() => ''), rows: [emptyRow] };
