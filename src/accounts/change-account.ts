import type { Knex } from 'knex';
import { appendAudit } from '../audit/index.js';
import { formatRange, type IpRange } from '../ip-ranges/index.js';
import { Problem } from '../problems/index.js';
import type { Role } from '../roles.js';
import type { AccountState, AccountWithRanges } from './account.js';
import { lockAccount, updateAccountAndEndSessions, writeRanges } from './account-store.js';
import type { ActedBy } from './acted-by.js';

/** What of an account changes together; what is left out stays. */
export interface AccountChange {
  readonly state?: AccountState;
  readonly role?: Role;
  readonly ranges?: readonly IpRange[];
}

/**
 * Changes state, role or ranges of an account, all or nothing, and ends its sessions at once. Whether it may be done is
 * the caller's question.
 *
 * @throws Problem `ERR_ACCOUNT_UNKNOWN`
 */
export async function changeAccount(
  trx: Knex.Transaction,
  accountId: number,
  change: AccountChange,
  { at, ...by }: ActedBy & { readonly at: Date },
): Promise<void> {
  const before = await lockAccount(trx, accountId);
  if (before === undefined) throw new Problem('ERR_ACCOUNT_UNKNOWN');
  const { state = before.state, role = before.role, ranges } = change;
  await updateAccountAndEndSessions(trx, accountId, { state, role });
  if (ranges !== undefined) await writeRanges(trx, accountId, ranges);
  await appendAudit(trx, {
    ...by,
    at,
    action: 'account.change',
    target: { kind: 'account', reference: before.userName },
    outcome: 'done',
    detail: {
      before: describe(before),
      after: describe({ ...before, state, role, ranges: ranges ?? before.ranges }),
    },
  });
}

function describe({ state, role, ranges }: AccountWithRanges) {
  return { state, role, ranges: ranges.map(formatRange) };
}
