import type { AccountWithRanges } from '../../accounts/index.js';
import type { ApplicationWithForm } from '../application.js';
import { type ChangeForm, changesAsked, type NewAccountForm } from '../forms/form.js';
import type { ItemDecision } from '../rules/decision.js';

/** Something that a decision brings about; its sentence is `desk.consequence.<name>`. */
export interface Consequence {
  readonly name: string;
  readonly params: Readonly<Record<string, string | number>>;
}

/**
 * What will happen once a decision is confirmed: accounts, sessions, mails. Pure; the sentences say what `decide` does.
 *
 * @param account that a change is about, as it is now
 */
export function consequencesOf(
  application: ApplicationWithForm,
  decisions: readonly ItemDecision[],
  account: AccountWithRanges | undefined,
): readonly Consequence[] {
  const { form, items } = application;
  if (form === null) return [];
  const decided = (outcome: ItemDecision['outcome']) =>
    items.filter(({ id }) => decisions.some((one) => one.itemId === id && one.outcome === outcome));
  const approved = decided('approve');
  const returned = decided('return');
  const filler = form.filler.email;
  const all: (Consequence | undefined)[] = [
    ...approved.flatMap(({ position }) =>
      form.kind === 'new-account' ? openings(form, position) : changes(form, account),
    ),
    approved.length > 0 ? { name: approvalTold[form.kind], params: { email: filler } } : undefined,
    returned.length > 0 ? { name: 'return-told', params: { email: filler } } : undefined,
    returned.length > 0 && application.way === 'scan' ? { name: 'applicants-told', params: {} } : undefined,
    returned.length > 0 && approved.length > 0 ? { name: 'partly', params: {} } : undefined,
    returned.length > 0 ? { name: 'returned-closed', params: {} } : { name: 'closed', params: {} },
  ];
  return all.filter((one) => one !== undefined);
}

/** The holder of a changed account is told of the change instead. */
const approvalTold = { 'new-account': 'approval-told', change: 'filler-told' } as const;

function openings(form: NewAccountForm, position: number): readonly Consequence[] {
  const asked = form.accounts[position];
  if (asked === undefined) return [];
  const { userName, email } = asked;
  return [
    { name: 'account-opened', params: { userName, role: form.role } },
    { name: 'password-mailed', params: { userName, email } },
  ];
}

function changes(form: ChangeForm, account: AccountWithRanges | undefined): readonly Consequence[] {
  const { userName } = form;
  const asked = changesAsked(form);
  const endsSessions = asked.some((name) => name !== 'email');
  const email = form.changes.email?.to;
  return [
    ...asked.map((name) => ({ name: `change-${name}`, params: { userName, to: email ?? '' } })),
    ...(endsSessions ? [{ name: 'sessions-end', params: { userName } }] : []),
    { name: 'change-told', params: { email: email ?? account?.email ?? '' } },
    ...(email !== undefined && account !== undefined && account.email !== email
      ? [{ name: 'old-address-told', params: { email: account.email } }]
      : []),
  ];
}
