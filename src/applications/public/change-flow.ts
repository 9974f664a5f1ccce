import { type ApplicationForm, changesAsked } from '../forms/form.js';
import { readChangeForm } from '../forms/read-change-form.js';
import { type FormSettings, type Read, readOf } from '../forms/typed.js';
import type { ChangeName } from '../ways.js';
import { composeRows } from './compose-rows.js';
import { fillerFields, typedFillerOf, valuesOfFiller, withoutSameFiller } from './filler-fields.js';
import { inOrder, type PublicFlow } from './flow.js';
import { type FieldNames, rowsOf, type Values, withRows } from './values.js';

const names: FieldNames = {
  before: ['institutionCode', 'userName', 'changes'],
  rows: '',
  after: [
    'wideReason',
    'email',
    'holder-name',
    'holder-telephone',
    'holder-extension',
    'holder-mobile',
    'holder-email',
    ...fillerFields,
  ],
};

/** What the table of ways lets people ask for who are not logged in. */
export const publicChanges = ['ranges', 'email', 'disable'] as const satisfies readonly ChangeName[];

/** 帳號異動/停用 for people who cannot log in. What the account is now is shown to nobody here. */
export const changeFlow: PublicFlow = {
  kind: 'change',
  path: '/change',
  view: 'applications/public/views/change-form.njk',
  names,
  read,
  valuesOf,
};

function read(values: Values, settings: FormSettings): Read<ApplicationForm> {
  const of = (name: string) => values[name] ?? '';
  const ticked = of('changes').split(' ');
  const asksRanges = ticked.includes('ranges');
  const rows = composeRows(asksRanges ? rowsOf(values, names) : [], names.rows, settings.ranges);
  const holder = {
    name: of('holder-name'),
    telephone: of('holder-telephone'),
    extension: of('holder-extension'),
    mobile: of('holder-mobile'),
    email: of('holder-email'),
  };
  const typed = {
    institutionCode: of('institutionCode'),
    userName: of('userName'),
    ticked: ticked.filter((name) => (publicChanges as readonly string[]).includes(name)),
    ranges: rows.texts,
    role: '',
    email: of('email'),
    holder,
    filler: typedFillerOf(values, holder),
    wideReason: asksRanges ? of('wideReason') : '',
  };
  const { form, fields = [] } = readChangeForm(typed, settings, 'unseen');
  const toMend = inOrder(names, withoutSameFiller(values, fields), rows.faults);
  if (form === undefined && toMend.length === 0) throw new TypeError('A form that was not read tells why.');
  return readOf(form as ApplicationForm, toMend);
}

function valuesOf(form: ApplicationForm): Values {
  if (form.kind !== 'change') throw new TypeError('The form of a change begins from one of its own kind.');
  const { changes, holder } = form;
  const values: Values = {
    institutionCode: form.institutionCode,
    userName: form.userName,
    changes: changesAsked(form).join(' '),
    wideReason: form.wideReason,
    email: changes.email?.to ?? '',
    'holder-name': holder.name,
    'holder-telephone': holder.telephone,
    'holder-extension': holder.extension,
    'holder-mobile': holder.mobile,
    'holder-email': holder.email,
    ...valuesOfFiller(form.filler),
  };
  const ranges = changes.ranges?.to ?? [];
  return withRows(
    values,
    names,
    ranges.map(({ typed }) => ({ range: typed, forwarded: '' })),
  );
}
