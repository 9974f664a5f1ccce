import type { ApplicationForm } from '../forms/form.js';
import { readNewAccountForm } from '../forms/read-new-account-form.js';
import { type FormSettings, type Read, readOf } from '../forms/typed.js';
import { composeRows } from './compose-rows.js';
import { fillerFields, typedFillerOf, valuesOfFiller, withoutSameFiller } from './filler-fields.js';
import { inOrder, type PublicFlow } from './flow.js';
import { type FieldNames, rowsOf, type Values, withRows } from './values.js';

const names: FieldNames = {
  before: [
    'institutionCode',
    'accounts-1-userName',
    'accounts-1-name',
    'accounts-1-telephone',
    'accounts-1-extension',
    'accounts-1-mobile',
    'accounts-1-email',
  ],
  rows: 'accounts-1-',
  after: ['wideReason', ...fillerFields],
};

/** 帳號申請: the account of an institution's manager. */
export const newAccountFlow: PublicFlow = {
  kind: 'new-account',
  path: '/apply',
  view: 'applications/public/views/new-account-form.njk',
  names,
  read,
  valuesOf,
};

function read(values: Values, settings: FormSettings): Read<ApplicationForm> {
  const of = (name: string) => values[name] ?? '';
  const { texts, faults } = composeRows(rowsOf(values, names), names.rows, settings.ranges);
  const account = {
    userName: of('accounts-1-userName'),
    name: of('accounts-1-name'),
    telephone: of('accounts-1-telephone'),
    extension: of('accounts-1-extension'),
    mobile: of('accounts-1-mobile'),
    email: of('accounts-1-email'),
    ranges: texts,
  };
  const typed = {
    institutionCode: of('institutionCode'),
    role: 'manager',
    accounts: [account],
    filler: typedFillerOf(values, account),
    wideReason: of('wideReason'),
  };
  const { form, fields = [] } = readNewAccountForm(typed, settings);
  const toMend = inOrder(names, withoutSameFiller(values, fields), faults);
  if (form === undefined && toMend.length === 0) throw new TypeError('A form that was not read tells why.');
  return readOf(form as ApplicationForm, toMend);
}

function valuesOf(form: ApplicationForm): Values {
  const [account] = form.kind === 'new-account' ? form.accounts : [];
  if (account === undefined)
    throw new TypeError('The form of a new account begins from one of its own kind.');
  const values: Values = {
    institutionCode: form.institutionCode,
    'accounts-1-userName': account.userName,
    'accounts-1-name': account.name,
    'accounts-1-telephone': account.telephone,
    'accounts-1-extension': account.extension,
    'accounts-1-mobile': account.mobile,
    'accounts-1-email': account.email,
    wideReason: form.wideReason,
    ...valuesOfFiller(form.filler),
  };
  return withRows(
    values,
    names,
    account.ranges.map(({ typed }) => ({ range: typed, forwarded: '' })),
  );
}
