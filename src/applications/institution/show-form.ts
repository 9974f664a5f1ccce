import { formatOnForm } from '../../ip-ranges/index.js';
import {
  type AccountFields,
  type ApplicationForm,
  type ChangeForm,
  changesAsked,
  type Filler,
  type RangeField,
} from '../forms/form.js';
import type { ChangeName } from '../ways.js';

/** One answer of a form; its label is `application-pages.field.<field>`. */
export interface ShownAnswer {
  readonly field: string;
  readonly value: string;
}

/** One thing that a change form asks for; `role`, `disable` and `reactivate` are told by words of the view. */
export interface ShownChange {
  readonly name: ChangeName;
  /** Empty where there is nothing to compare. */
  readonly from: string;
  readonly to: string;
}

/** A form as its pages show it. */
export interface ShownForm {
  /** The accounts that are asked for; empty for a change. */
  readonly accounts: readonly { readonly userName: string; readonly answers: readonly ShownAnswer[] }[];
  /** The account that is to be changed; empty for new accounts. */
  readonly userName: string;
  /** What is to change; empty for new accounts. */
  readonly changes: readonly ShownChange[];
  readonly holder: readonly ShownAnswer[];
  readonly filler: readonly ShownAnswer[];
  readonly wideReason: string;
}

/** Everything people wrote into a form. Pure. */
export function showForm(form: ApplicationForm): ShownForm {
  const { filler, wideReason } = form;
  return {
    accounts:
      form.kind === 'new-account'
        ? form.accounts.map((account) => ({ userName: account.userName, answers: ofAccount(account) }))
        : [],
    userName: form.kind === 'change' ? form.userName : '',
    changes: form.kind === 'change' ? changesAsked(form).map((name) => ofChange(form, name)) : [],
    holder: form.kind === 'change' ? ofPerson(form.holder) : [],
    filler: ofPerson(filler),
    wideReason,
  };
}

function ofAccount(account: AccountFields): readonly ShownAnswer[] {
  return [...ofPerson(account), { field: 'ranges', value: textOf(account.ranges) }];
}

function ofPerson(person: Filler & { readonly mobile?: string }): readonly ShownAnswer[] {
  const { name, telephone, extension, mobile, email } = person;
  return [
    { field: 'name', value: name },
    { field: 'telephone', value: extension === '' ? telephone : `${telephone} #${extension}` },
    ...(mobile === undefined ? [] : [{ field: 'mobile', value: mobile }]),
    { field: 'email', value: email },
  ];
}

function ofChange({ changes }: ChangeForm, name: ChangeName): ShownChange {
  const { ranges, role, email } = changes;
  if (name === 'ranges' && ranges) return { name, from: textOf(ranges.from ?? []), to: textOf(ranges.to) };
  if (name === 'role' && role) return { name, from: role.from ?? '', to: role.to };
  if (name === 'email' && email) return { name, from: email.from ?? '', to: email.to };
  return { name, from: '', to: '' };
}

/** Ranges as the form prints them, one in each line. */
function textOf(ranges: readonly RangeField[]): string {
  return ranges.map(({ range }) => formatOnForm(range)).join('\n');
}
