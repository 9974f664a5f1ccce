import type { TypedChange, TypedNewAccount } from '../../applications/index.js';
import { type ChangeName, changeNames } from '../../applications/index.js';
import type { ApplicationOrder } from '../schemas/orders.js';

type NewAccountsOrder = Extract<ApplicationOrder, { kind: 'new-account' }>;
type ChangeOrder = Extract<ApplicationOrder, { kind: 'change' }>;

/** The form as if it had been typed on the page, so that it is read by the same rules. */
export function typedNewAccounts(order: NewAccountsOrder, institutionCode: string): TypedNewAccount {
  const { role, accounts, filler, wideReason = '' } = order;
  return {
    institutionCode,
    role,
    accounts: accounts.map((account) => ({ ...account, extension: account.extension ?? '' })),
    filler: { ...filler, extension: filler.extension ?? '' },
    wideReason,
  };
}

/** The same for a change. */
export function typedChange(order: ChangeOrder, institutionCode: string): TypedChange {
  const { userName, changes, holder, filler, wideReason = '' } = order;
  return {
    institutionCode,
    userName,
    ticked: changeNames.filter((name: ChangeName) => changes[name] !== undefined),
    ranges: changes.ranges ?? [],
    role: changes.role ?? '',
    email: changes.email ?? '',
    holder: { ...holder, extension: holder.extension ?? '' },
    filler: { ...filler, extension: filler.extension ?? '' },
    wideReason,
  };
}
