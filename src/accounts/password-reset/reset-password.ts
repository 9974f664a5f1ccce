import { createHash } from 'node:crypto';
import { appendAudit } from '../../audit/index.js';
import { inTransaction } from '../../database/index.js';
import { isAdmitted } from '../../ip-ranges/index.js';
import { type FieldProblem, Problem } from '../../problems/index.js';
import type { Arrival } from '../../web/index.js';
import type { AccountWithRanges } from '../account.js';
import { findAccount } from '../account-store.js';
import type { LoginServices } from '../login/attempt.js';
import { countAttempt, forgetFailures, minutesUntil, uncountAttempt } from '../login/count-attempt.js';
import type { PasswordProfile } from '../passwords/policy.js';
import { replacePassword } from '../replace-password.js';
import { mailPasswordChanged } from './mail-password-changed.js';
import { dropResets, findReset, type PendingReset, takeReset } from './reset-store.js';

export interface ResetOrder {
  /** What stood behind the # of the link. */
  readonly secret: string;
  readonly newPassword: string;
  /** What is wrong with the form itself; told together with the rules that the password breaks. */
  readonly faults: readonly FieldProblem[];
  readonly arrival: Arrival;
}

export type ResetServices = Pick<LoginServices, 'db' | 'clock' | 'limits' | 'passwords' | 'demoMode'> & {
  readonly passwordProfile: PasswordProfile;
};

/**
 * Replaces a forgotten password by the link that was mailed: once, in time, from an address of the account. It logs
 * nobody in: card, address and captcha are asked for at the login as ever. The account's sessions end, and its holder
 * is told.
 *
 * @throws Problem `ERR_PASSWORD_RESET_OVER`, `ERR_PASSWORD_RESET_ADDRESS` to who has a good link only,
 *   `ERR_PASSWORD_RESET_PAUSED`, or `ERR_FIELDS` with an entry for everything to mend
 */
export async function resetPassword(services: ResetServices, order: ResetOrder): Promise<void> {
  const account = await openLink(services, order);
  try {
    await replaceByLink(services, order, account);
  } catch (error) {
    if (error instanceof Problem) await recordRefusal(services, order, account, error);
    throw error;
  }
}

/** Committed whatever comes after it: the try counts as failed, for the link and for the address it comes from. */
async function openLink(services: ResetServices, order: ResetOrder): Promise<AccountWithRanges> {
  const { db, clock, limits } = services;
  const at = clock();
  const found = await inTransaction(db, async (trx) => {
    const until = await countAttempt(trx, countedOf(order), limits.page, at);
    if (until !== undefined) {
      return new Problem('ERR_PASSWORD_RESET_PAUSED', { params: { minutes: minutesUntil(until, at) } });
    }
    const reset = await findReset(trx, order.secret);
    const account = reset === undefined ? undefined : await findAccount(trx, reset.accountId);
    return isAlive(reset, account, at) && account !== undefined ? account : over('no such link');
  });
  if (!(found instanceof Problem)) return found;
  await recordRefusal(services, order, undefined, found);
  throw found;
}

function isAlive(reset: PendingReset | undefined, account: AccountWithRanges | undefined, at: Date): boolean {
  if (reset === undefined || account === undefined) return false;
  return reset.expiresAt > at && account.state === 'active' && account.generation === reset.accountGeneration;
}

async function replaceByLink(
  services: ResetServices,
  { secret, newPassword, faults, arrival }: ResetOrder,
  seen: AccountWithRanges,
): Promise<void> {
  const { db, clock, limits, demoMode } = services;
  const { address, forwardedClient, reference } = arrival;
  if (!isAdmitted(seen.ranges, address, forwardedClient, { demoMode })) {
    throw new Problem('ERR_PASSWORD_RESET_ADDRESS', { params: { address } });
  }
  const at = clock();
  const by = { actor: null, address, reference, at };
  await replacePassword(
    db,
    services,
    { accountId: seen.id, newPassword, faults },
    by,
    async (trx, account) => {
      if (!(await takeReset(trx, secret))) throw over('taken by another request');
      // The generation was raised by this very change; by another one it would be further on.
      if (account.generation !== seen.generation + 1) throw over('the account changed meanwhile');
      await dropResets(trx, account.id);
      await forgetFailures(trx, { userName: account.userName, address }, limits.page, at);
      await mailPasswordChanged(trx, account, { by: 'reset', address, at });
      await appendAudit(trx, {
        ...by,
        action: 'password-reset.use',
        target: { kind: 'account', reference: account.userName },
        outcome: 'done',
      });
    },
  );
}

/** A password that breaks the rules and a wrong place are nobody's attempt to guess. */
async function recordRefusal(
  { db, clock, limits }: ResetServices,
  order: ResetOrder,
  account: AccountWithRanges | undefined,
  cause: Problem,
): Promise<void> {
  const at = clock();
  const { address, reference } = order.arrival;
  await inTransaction(db, async (trx) => {
    if (account !== undefined && cause.code !== 'ERR_PASSWORD_RESET_OVER') {
      await uncountAttempt(trx, countedOf(order), limits.page, at);
    }
    await appendAudit(trx, {
      at,
      actor: null,
      address,
      action: 'password-reset.use',
      target: account === undefined ? null : { kind: 'account', reference: account.userName },
      outcome: 'refused',
      detail: { code: cause.code, cause: cause.detail ?? null },
      reference,
    });
  });
}

/** Each link is counted apart, good or not: nobody can pause another's account by trying links. */
function countedOf({ secret, arrival }: ResetOrder) {
  const link = createHash('sha256').update(secret).digest('hex');
  return { userName: `reset:${link}`, address: arrival.address };
}

function over(detail: string): Problem {
  return new Problem('ERR_PASSWORD_RESET_OVER', { detail });
}
