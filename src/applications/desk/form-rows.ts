import { formatOnForm } from '../../ip-ranges/index.js';
import type { AccountFields, ApplicationForm, ChangeForm, Filler, RangeField } from '../forms/form.js';

/** One value of a form; its label is `desk.field.<field>`. */
export interface FormRow {
  readonly field: string;
  readonly value: string;
}

/** Values of a form that belong together: an account that is asked for, the changes, the holder, the filler. */
export interface FormGroup {
  readonly kind: 'account' | 'changes' | 'holder' | 'filler';
  /** The account that a group of kind `account` asks for. */
  readonly userName: string;
  readonly rows: readonly FormRow[];
}

/** Everything people wrote into a form, as the desk reads it beside the scan. Pure. */
export function formGroups(form: ApplicationForm): readonly FormGroup[] {
  const subject =
    form.kind === 'new-account'
      ? form.accounts.map(
          (account): FormGroup => ({
            kind: 'account',
            userName: account.userName,
            rows: accountRows(account),
          }),
        )
      : changeGroups(form);
  return [
    ...subject,
    { kind: 'filler', userName: '', rows: [...fillerRows(form.filler), ...reasonRows(form)] },
  ];
}

/** A range as it stands on the printed form. */
export function rangesText(ranges: readonly RangeField[]): string {
  return ranges.map(({ range }) => formatOnForm(range)).join('\n');
}

function accountRows(account: AccountFields): readonly FormRow[] {
  return [
    { field: 'userName', value: account.userName },
    { field: 'name', value: account.name },
    { field: 'telephone', value: telephoneText(account) },
    { field: 'mobile', value: account.mobile },
    { field: 'email', value: account.email },
    { field: 'ranges', value: rangesText(account.ranges) },
  ];
}

function changeGroups({ changes, holder, userName }: ChangeForm): readonly FormGroup[] {
  const asked: FormRow[] = [{ field: 'userName', value: userName }];
  if (changes.ranges) asked.push({ field: 'ranges', value: rangesText(changes.ranges.to) });
  if (changes.role) asked.push({ field: 'role', value: changes.role.to });
  if (changes.email) asked.push({ field: 'newEmail', value: changes.email.to });
  if (changes.disable) asked.push({ field: 'disable', value: 'yes' });
  if (changes.reactivate) asked.push({ field: 'reactivate', value: 'yes' });
  return [
    { kind: 'changes', userName, rows: asked },
    {
      kind: 'holder',
      userName,
      rows: [
        { field: 'name', value: holder.name },
        { field: 'telephone', value: telephoneText(holder) },
        { field: 'mobile', value: holder.mobile },
        { field: 'email', value: holder.email },
      ],
    },
  ];
}

function fillerRows(filler: Filler): readonly FormRow[] {
  return [
    { field: 'name', value: filler.name },
    { field: 'telephone', value: telephoneText(filler) },
    { field: 'email', value: filler.email },
  ];
}

function reasonRows({ wideReason }: ApplicationForm): readonly FormRow[] {
  return wideReason === '' ? [] : [{ field: 'wideReason', value: wideReason }];
}

function telephoneText({ telephone, extension }: Pick<Filler, 'telephone' | 'extension'>): string {
  return extension === '' ? telephone : `${telephone} #${extension}`;
}
