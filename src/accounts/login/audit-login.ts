import type { Knex } from 'knex';
import { appendAudit } from '../../audit/index.js';
import type { CardIdentity } from '../../certificates/index.js';
import { inTransaction } from '../../database/index.js';
import type { Problem } from '../../problems/index.js';
import type { AccountWithRanges } from '../account.js';
import { auditActor } from '../acted-by.js';
import type { LoginServices, LoginSource } from './attempt.js';
import { uncountAttempt } from './count-attempt.js';
import { tellPause } from './tell-pause.js';

/** How an attempt to log in ended. */
export type LoginOutcome = { readonly at: Date } & (
  | { readonly outcome: 'refused'; readonly cause: Problem }
  | { readonly outcome: 'done'; readonly card: CardIdentity; readonly binding: string }
);

/** Writes the audit entry of an attempt to log in. */
export async function auditLogin(
  trx: Knex.Transaction,
  { way, arrival }: Pick<LoginSource, 'way' | 'arrival'>,
  account: AccountWithRanges | undefined,
  event: LoginOutcome,
): Promise<void> {
  const detail =
    event.outcome === 'done'
      ? { card: event.card.profile, fingerprint: event.card.certificateFingerprint, binding: event.binding }
      : { code: event.cause.code, cause: event.cause.detail ?? null };
  await appendAudit(trx, {
    at: event.at,
    // Until all five hold nobody has shown to be the account's holder.
    actor:
      event.outcome === 'done' && account !== undefined
        ? auditActor({ ...account, accountId: account.id })
        : null,
    address: arrival.address,
    action: 'session.begin',
    // An unknown name is not written down: it may be a password in the wrong field.
    target: account === undefined ? null : { kind: 'account', reference: account.userName },
    outcome: event.outcome,
    detail: { way: way.kind, ...detail },
    reference: arrival.reference,
  });
}

/**
 * Audits a refusal. Takes the attempt back from the counters when it was no failure of the person; else tells the
 * account's holder when logging in pauses because of it.
 */
export async function recordRefusal(
  { db, clock, limits }: Pick<LoginServices, 'db' | 'clock' | 'limits'>,
  source: LoginSource,
  account: AccountWithRanges | undefined,
  cause: Problem,
): Promise<void> {
  const at = clock();
  await inTransaction(db, async (trx) => {
    if (!isFailure(cause)) await uncountAttempt(trx, countedOf(source), limits[source.way.kind], at);
    else if (account !== undefined) {
      await tellPause(trx, account, { address: source.arrival.address, at });
    }
    await auditLogin(trx, source, account, { at, outcome: 'refused', cause });
  });
}

/** What the counters of failures count a login by. */
export function countedOf({ userName, arrival }: Pick<LoginSource, 'userName' | 'arrival'>) {
  return { userName, address: arrival.address };
}

/** An outage is nobody's failure; neither is a wrong place when all that can be guessed was right. */
function isFailure(cause: Problem): boolean {
  return cause.status < 500 && cause.code !== 'ERR_LOGIN_ADDRESS' && cause.code !== 'ERR_CONFLICT';
}
