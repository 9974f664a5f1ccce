import type { Knex } from 'knex';
import { appendAudit } from '../audit/index.js';
import { toStoredTime } from '../clock.js';
import { formatRange, type IpRange } from '../ip-ranges/index.js';
import { Problem } from '../problems/index.js';
import type { Role } from '../roles.js';
import type { AccountState, AccountWithRanges } from './account.js';
import {
  findAccount,
  lockAccount,
  updateAccount,
  updateAccountAndEndSessions,
  writeRanges,
} from './account-store.js';
import type { ActedBy } from './acted-by.js';
import { dropCardCode } from './cards/card-code-store.js';
import { keepAManager } from './last-manager.js';
import { dropResets } from './password-reset/reset-store.js';
import { keepASupervisor } from './staff/keep-a-supervisor.js';

/** What of an account changes together; what is left out stays. */
export interface AccountChange {
  readonly state?: AccountState;
  readonly role?: Role;
  readonly ranges?: readonly IpRange[];
  readonly email?: string;
}

/**
 * Changes state, role, ranges or e-mail of an account, all or nothing. Its sessions end at once when state, role or ranges
 * change; links and codes that wait at a replaced e-mail address count no more. Whether it may be done is the caller's question, but for what always holds: an institution keeps an active
 * manager, the agency an active supervisor.
 *
 * @returns the account as it was before
 * @throws Problem `ERR_ACCOUNT_UNKNOWN`, `ERR_ACCOUNT_LAST_MANAGER`, `ERR_ACCOUNT_LAST_SUPERVISOR`
 */
export async function changeAccount(
  trx: Knex.Transaction,
  accountId: number,
  change: AccountChange,
  { at, ...by }: ActedBy & { readonly at: Date },
): Promise<AccountWithRanges> {
  const before = await lockForChange(trx, accountId, change);
  const { state = before.state, role = before.role, email = before.email, ranges } = change;
  const endsSessions = change.state !== undefined || change.role !== undefined || ranges !== undefined;
  const isBroughtBack = state === 'active' && before.state !== 'active';
  await (endsSessions ? updateAccountAndEndSessions : updateAccount)(trx, accountId, {
    state,
    role,
    email,
    // Its time without use counts from now.
    ...(isBroughtBack && { active_since: toStoredTime(at) }),
  });
  if (ranges !== undefined) await writeRanges(trx, accountId, ranges);
  if (email !== before.email) await dropWhatWasMailed(trx, accountId);
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
    ...(email === before.email ? {} : { personal: { emailBefore: before.email, emailAfter: email } }),
  });
  return before;
}

/** The institution is locked before the account; in that order everywhere, so that nobody waits in a circle. */
async function lockForChange(
  trx: Knex.Transaction,
  accountId: number,
  change: AccountChange,
): Promise<AccountWithRanges> {
  const seen = await findAccount(trx, accountId);
  if (seen === undefined) throw new Problem('ERR_ACCOUNT_UNKNOWN');
  const after = { role: change.role ?? seen.role, state: change.state ?? seen.state };
  await keepAManager(trx, seen, after);
  await keepASupervisor(trx, seen, after);
  const before = await lockAccount(trx, accountId);
  if (before === undefined) throw new Problem('ERR_ACCOUNT_UNKNOWN');
  // It became a manager between the two looks: then the institution was not locked for it.
  if (before.role !== seen.role || before.state !== seen.state) throw new Problem('ERR_CONFLICT');
  return before;
}

/** Links and codes that wait in a mailbox which is the account's no more. */
async function dropWhatWasMailed(trx: Knex.Transaction, accountId: number): Promise<void> {
  await dropResets(trx, accountId);
  await dropCardCode(trx, accountId);
}

function describe({ state, role, ranges }: AccountWithRanges) {
  return { state, role, ranges: ranges.map(formatRange) };
}
