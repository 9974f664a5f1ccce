import type { AccountWithRanges } from '../../accounts/index.js';
import { Problem } from '../../problems/index.js';
import type { ChangeForm } from '../forms/form.js';
import { sameRanges } from '../forms/same-ranges.js';

/**
 * A change is applied to the account that the form shows: not to one that was disabled, or that has other values by now.
 * A form filed from the home page shows none and is compared with none.
 *
 * @throws Problem `ERR_APPLICATION_ACCOUNT_DISABLED`, `ERR_APPLICATION_NOT_SUSPENDED`, `ERR_APPLICATION_ACCOUNT_CHANGED`
 */
export function requireAccountAsFiled(
  { changes }: Pick<ChangeForm, 'changes'>,
  now: Pick<AccountWithRanges, 'userName' | 'role' | 'state' | 'email' | 'ranges'>,
): void {
  const params = { userName: now.userName };
  if (now.state === 'disabled') throw new Problem('ERR_APPLICATION_ACCOUNT_DISABLED', { params });
  if (changes.reactivate && now.state !== 'suspended') {
    throw new Problem('ERR_APPLICATION_NOT_SUSPENDED', { params });
  }
  const { ranges, role, email } = changes;
  const holds = [
    !ranges?.from ||
      sameRanges(
        ranges.from.map(({ range }) => range),
        now.ranges,
      ),
    !role?.from || role.from === now.role,
    !email?.from || email.from === now.email,
  ];
  if (holds.includes(false)) throw new Problem('ERR_APPLICATION_ACCOUNT_CHANGED', { params });
}
