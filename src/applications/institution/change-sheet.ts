import type { AccountWithRanges } from '../../accounts/index.js';
import type { Form } from '../../web/index.js';
import { type ChangeForm, changesAsked } from '../forms/form.js';
import { readChangeForm } from '../forms/read-change-form.js';
import { type FormSettings, type Read, readOf, type TypedFiller, type TypedHolder } from '../forms/typed.js';
import { composeRows } from '../public/compose-rows.js';
import type { TypedRow } from '../public/values.js';
import { type ChangeName, changeNames, type Filer, type InstitutionRole, requestsRefused } from '../ways.js';
import type { Rearranged } from './new-accounts-sheet.js';
import {
  emptyRow,
  readFillerFields,
  readHolderFields,
  readRows,
  textOf,
  type Values,
  valuesOfPerson,
  valuesOfRows,
  withoutRow,
  withRow,
} from './sheet.js';

/** 使用者帳號異動/停用申請表 as it is being filled in. */
export interface ChangeSheet {
  readonly ticked: readonly string[];
  readonly rows: readonly TypedRow[];
  readonly role: string;
  readonly email: string;
  readonly holder: TypedHolder;
  readonly filler: TypedFiller;
  readonly wideReason: string;
}

/** A form that begins with what is known of the account and of who fills it in. */
export function beginChange(
  account: AccountWithRanges,
  filler: TypedFiller,
  ticked: readonly string[],
): ChangeSheet {
  return {
    ticked,
    rows: [emptyRow],
    role: '',
    email: '',
    holder: {
      name: account.name,
      telephone: account.telephone ?? '',
      extension: account.telephoneExtension ?? '',
      mobile: account.mobile ?? '',
      email: account.email,
    },
    filler,
    wideReason: '',
  };
}

/** What a form sent. */
export function readChangeSheet(form: Form): ChangeSheet {
  return {
    ticked: form.all('changes').filter((name) => (changeNames as readonly string[]).includes(name)),
    rows: readRows(form, ''),
    role: textOf(form, 'role'),
    email: textOf(form, 'email'),
    holder: readHolderFields(form),
    filler: readFillerFields(form),
    wideReason: textOf(form, 'wideReason'),
  };
}

/** The form as it was confirmed or kept. */
export function changeSheetOf(form: ChangeForm): ChangeSheet {
  const { ranges, role, email } = form.changes;
  const rows = ranges?.to.map(({ typed }) => ({ range: typed, forwarded: '' }));
  return {
    ticked: changesAsked(form),
    rows: rows ?? [emptyRow],
    role: role?.to ?? '',
    email: email?.to ?? '',
    holder: form.holder,
    filler: form.filler,
    wideReason: form.wideReason,
  };
}

/** Adds or takes away a row of ranges; undefined when the button means to go on. */
export function rearrangeChange(sheet: ChangeSheet, action: string): Rearranged<ChangeSheet> | undefined {
  const [, verb, row] = /^(add-row|remove-row)-1(?:-(\d{1,2}))?$/.exec(action) ?? [];
  if (verb === undefined) return undefined;
  const rows = verb === 'add-row' ? withRow(sheet.rows) : withoutRow(sheet.rows, Number(row));
  return {
    sheet: { ...sheet, rows },
    focus: `ranges-${verb === 'add-row' ? rows.length : 1}`,
  };
}

/** Reads a filled-in form; what is not ticked is not read. */
export function readChange(
  sheet: ChangeSheet,
  account: AccountWithRanges,
  institutionCode: string,
  settings: FormSettings,
): Read<ChangeForm> {
  const asksRanges = sheet.ticked.includes('ranges');
  const { texts, faults } = composeRows(asksRanges ? sheet.rows : [], '', settings.ranges);
  const { form, fields = [] } = readChangeForm(
    {
      ...sheet,
      institutionCode,
      userName: account.userName,
      ranges: texts,
      wideReason: asksRanges ? sheet.wideReason : '',
    },
    settings,
    account,
  );
  return readOf(form as ChangeForm, [...fields, ...faults]);
}

/** What the fields of the page show. */
export function valuesOfChange(sheet: ChangeSheet): Values {
  const { ticked, rows, role, email, holder, filler, wideReason } = sheet;
  return {
    changes: ticked,
    role,
    email,
    wideReason,
    ...valuesOfRows('', rows),
    ...valuesOfPerson('holder', holder),
    ...valuesOfPerson('filler', filler),
  };
}

/** What somebody may ask for of an account as it is now: the table of ways, without what makes no sense in its state. */
export function changesOpenTo(
  as: readonly Filer[],
  { role, state }: Pick<AccountWithRanges, 'role' | 'state'>,
): readonly ChangeName[] {
  const now: InstitutionRole = role === 'manager' ? 'manager' : 'reporter';
  const refused = requestsRefused(changeNames, now, as);
  return changeNames.filter(
    (name) => !refused.includes(name) && (name !== 'reactivate' || state === 'suspended'),
  );
}
