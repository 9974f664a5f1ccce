import { appendAudit } from '../../audit/index.js';
import { replaceCard } from '../../certificates/index.js';
import { inTransaction } from '../../database/index.js';
import { isAdmitted } from '../../ip-ranges/index.js';
import { Problem } from '../../problems/index.js';
import type { AccountWithRanges } from '../account.js';
import { findAccount, lockAccount, updateAccountAndEndSessions } from '../account-store.js';
import { auditActor } from '../acted-by.js';
import type { LoggedIn, LoginServices, LoginSource } from '../login/attempt.js';
import { auditLogin, countedOf, recordRefusal } from '../login/audit-login.js';
import { beginLogin, inLanguageOf } from '../login/begin-login.js';
import { countAttempt, pauseProblem, uncountAttempt } from '../login/count-attempt.js';
import { cardCodeLimits, readCardCode } from './card-code.js';
import { lockCardCode, noteTries, type PendingCardCode, takeCardCode } from './card-code-store.js';
import { cardHolder } from './card-holder.js';
import { mayShareCard } from './card-sharing.js';
import { mailCardReplaced } from './mail-card-change.js';

/** A code typed on the page or sent by a program; whose account it is, the code itself knows. */
export type CardCodeAttempt = Omit<LoginSource, 'userName'> & {
  /** As typed. */
  readonly code: string;
};

/**
 * Goes on with a login that waited for a one-time code: the card that was validated takes the place of the bound one,
 * the account's other sessions end, and its holder and managers are told.
 *
 * @throws Problem `ERR_CARD_CODE_WRONG` with the tries left, `ERR_CARD_CODE_OVER` when no code waits here any more,
 *   `ERR_LOGIN_LOCKED`, `ERR_LOGIN_ADDRESS`, `ERR_CARD_OTHER_PERSON` or `ERR_CARD_BOUND_ELSEWHERE`
 */
export async function confirmCardCode(services: LoginServices, attempt: CardCodeAttempt): Promise<LoggedIn> {
  const { pending, account } = await takeTry(services, attempt);
  const source: LoginSource = { ...attempt, userName: account.userName };
  try {
    if (!(await services.passwords.verify(pending.codeHash, readCardCode(attempt.code))))
      throw wrong(pending);
    return await enterWithNewCard(services, source, pending);
  } catch (error) {
    if (error instanceof Problem) await recordRefusal(services, source, account, error);
    throw error;
  }
}

/** Committed whatever comes after it: the try is used up, and the attempt counts as failed. */
async function takeTry(
  { db, clock, limits }: LoginServices,
  attempt: CardCodeAttempt,
): Promise<{ readonly pending: PendingCardCode; readonly account: AccountWithRanges }> {
  const at = clock();
  const outcome = await inTransaction(db, async (trx) => {
    const pending = await lockCardCode(trx, attempt.challengeHolder);
    if (pending === undefined || pending.expiresAt <= at || pending.tries >= cardCodeLimits.tries) {
      return over('no code waits');
    }
    const account = await findAccount(trx, pending.accountId);
    if (account?.state !== 'active' || account.generation !== pending.accountGeneration) {
      return over('the account changed meanwhile');
    }
    const counted = countedOf({ userName: account.userName, arrival: attempt.arrival });
    const pause = pauseProblem(await countAttempt(trx, counted, limits[attempt.way.kind], at), at);
    if (pause !== undefined) {
      await auditLogin(trx, attempt, account, { at, outcome: 'refused', cause: pause });
      return pause;
    }
    const tries = pending.tries + 1;
    await noteTries(trx, attempt.challengeHolder, tries);
    return { pending: { ...pending, tries }, account };
  });
  if (outcome instanceof Problem) throw outcome;
  return outcome;
}

async function enterWithNewCard(
  services: LoginServices,
  source: LoginSource,
  { accountId, accountGeneration, identity, codeHash }: PendingCardCode,
): Promise<LoggedIn> {
  const { db, clock, limits, demoMode } = services;
  const { arrival, challengeHolder, way } = source;
  const at = clock();
  return inTransaction(db, async (trx) => {
    const before = await lockAccount(trx, accountId);
    if (before?.generation !== accountGeneration) throw over('the account changed meanwhile');
    if (!isAdmitted(before.ranges, arrival.address, arrival.forwardedClient, { demoMode })) {
      throw new Problem('ERR_LOGIN_ADDRESS', { params: { address: arrival.address } });
    }
    if (!(await takeCardCode(trx, challengeHolder, { codeHash }))) throw over('taken by another request');
    const binding = await replaceCard(trx, {
      account: cardHolder(before),
      identity,
      at,
      mayShare: (others) => mayShareCard(trx, before, others),
    });
    await updateAccountAndEndSessions(trx, accountId, {});
    const account = inLanguageOf(source, { ...before, generation: before.generation + 1 });
    // The login that asked for the code was counted as well, and was no failure after all.
    await uncountAttempt(trx, countedOf(source), limits[way.kind], at);
    const begun = await beginLogin(trx, services, source, { account, card: identity, at });
    await mailCardReplaced(trx, { account, profile: identity.profile, at });
    await appendAudit(trx, {
      at,
      actor: auditActor({ ...account, accountId }),
      address: arrival.address,
      action: 'card.replace',
      target: { kind: 'account', reference: account.userName },
      outcome: 'done',
      detail: { card: identity.profile, fingerprint: identity.certificateFingerprint },
      reference: arrival.reference,
    });
    await auditLogin(trx, source, account, { at, outcome: 'done', card: identity, binding });
    return { ...begun, account };
  });
}

function wrong({ tries }: PendingCardCode): Problem {
  const left = cardCodeLimits.tries - tries;
  return left > 0
    ? new Problem('ERR_CARD_CODE_WRONG', { params: { left }, detail: 'wrong code' })
    : over('wrong code, the last try');
}

/** One answer for all that can end a code: expired, used, tried too often, another session's, never sent. */
function over(detail: string): Problem {
  return new Problem('ERR_CARD_CODE_OVER', { detail });
}
