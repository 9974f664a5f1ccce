import type { AccountWithRanges } from '../../accounts/index.js';
import { formatOnForm } from '../../ip-ranges/index.js';
import { type ChangeForm, changesAsked } from '../forms/form.js';
import type { ChangeName } from '../ways.js';
import { rangesText } from './form-rows.js';

/** One change that a form asks for; texts of several lines for ranges, names of roles for roles. */
export interface AskedChange {
  readonly name: ChangeName;
  /** What the form shows as the old value; empty when it was filed without login, or for what has no value. */
  readonly from: string;
  readonly to: string;
  /** What the account has now; empty when there is no such account. */
  readonly now: string;
}

/** The changes of a form beside what the account has now. Pure. */
export function askedChanges(
  form: ChangeForm,
  account: AccountWithRanges | undefined,
): readonly AskedChange[] {
  return changesAsked(form).map((name) => ({ name, ...valuesOf[name](form, account) }));
}

type Values = Omit<AskedChange, 'name'>;

const valuesOf: Readonly<
  Record<ChangeName, (form: ChangeForm, account: AccountWithRanges | undefined) => Values>
> = {
  ranges: ({ changes: { ranges } }, account) => ({
    from: rangesText(ranges?.from ?? []),
    to: rangesText(ranges?.to ?? []),
    now: (account?.ranges ?? []).map(formatOnForm).join('\n'),
  }),
  role: ({ changes: { role } }, account) => ({
    from: role?.from ?? '',
    to: role?.to ?? '',
    now: account?.role ?? '',
  }),
  email: ({ changes: { email } }, account) => ({
    from: email?.from ?? '',
    to: email?.to ?? '',
    now: account?.email ?? '',
  }),
  disable: (_form, account) => ({ from: '', to: 'disabled', now: account?.state ?? '' }),
  reactivate: (_form, account) => ({ from: '', to: 'active', now: account?.state ?? '' }),
};
