import type { Knex } from 'knex';
import { bindOrCheckCard, type CardIdentity, takeChallenge } from '../../certificates/index.js';
import { inTransaction } from '../../database/index.js';
import { isAdmitted } from '../../ip-ranges/index.js';
import { Problem } from '../../problems/index.js';
import type { AccountWithRanges } from '../account.js';
import { findAccountByName, lockAccount } from '../account-store.js';
import { cardHolder } from '../cards/card-holder.js';
import { mayShareCard } from '../cards/card-sharing.js';
import { mailCardBound } from '../cards/mail-card-change.js';
import { sendCardCode } from '../cards/send-card-code.js';
import { nobodysHash, type PasswordHasher } from '../passwords/hash.js';
import type { LoggedIn, LoginAttempt, LoginServices } from './attempt.js';
import { auditLogin, countedOf, recordRefusal } from './audit-login.js';
import { beginLogin, inLanguageOf } from './begin-login.js';
import { countAttempt, pauseProblem } from './count-attempt.js';

export type { LoggedIn, LoginAttempt, LoginServices } from './attempt.js';

/**
 * Logs in: captcha (on the page), user name and password, card, and address must all hold. Which of user name, password
 * and account state did not is told to nobody but the audit trail. What is wrong with a card is told only to who has the
 * password; that the address is not allowed only to who has both. When all holds but the card is another one of the same
 * person, a one-time code goes to the account's own address (`confirmCardCode` goes on from there).
 *
 * @throws Problem `ERR_CAPTCHA`, `ERR_LOGIN_LOCKED`, `ERR_LOGIN_FAILED`, one of `ERR_CARD_…`, or `ERR_LOGIN_ADDRESS`;
 *   `ERR_CARD_CODE_SENT` when a code was mailed
 */
export async function logIn(services: LoginServices, attempt: LoginAttempt): Promise<LoggedIn> {
  const at = services.clock();
  const { nonce, account } = await openAttempt(services, attempt, at);
  try {
    const owner = await checkPassword(services.passwords, attempt.password, account, at);
    const identity = await services.cards.validate(attempt.tokenText, nonce);
    return await enterOrSendCode(services, attempt, owner, identity);
  } catch (error) {
    if (error instanceof Problem) await recordRefusal(services, attempt, account, error);
    throw error;
  }
}

/** Committed whatever comes after it: the nonce and the captcha are used up, and the attempt counts as failed. */
async function openAttempt(services: LoginServices, attempt: LoginAttempt, at: Date) {
  const { db, limits } = services;
  const outcome = await inTransaction(db, async (trx) => {
    const nonce = await takeChallenge(trx, { sessionId: attempt.challengeHolder, at });
    const refusal = (await failsCaptcha(services, trx, attempt, at))
      ? new Problem('ERR_CAPTCHA')
      : pauseProblem(await countAttempt(trx, countedOf(attempt), limits[attempt.way.kind], at), at);
    const account = await findAccountByName(trx, attempt.userName);
    if (refusal !== undefined)
      await auditLogin(trx, attempt, account, { at, outcome: 'refused', cause: refusal });
    return { nonce, account, refusal };
  });
  if (outcome.refusal !== undefined) throw outcome.refusal;
  return outcome;
}

async function failsCaptcha(
  { checkCaptcha }: LoginServices,
  trx: Knex.Transaction,
  { way, challengeHolder }: LoginAttempt,
  at: Date,
): Promise<boolean> {
  if (way.kind === 'program') return false;
  return !(await checkCaptcha(trx, { sessionId: challengeHolder, answer: way.captcha, at }));
}

/** One hash is computed whoever the name belongs to, so that the answer comes after the same time. */
async function checkPassword(
  passwords: PasswordHasher,
  password: string,
  account: AccountWithRanges | undefined,
  at: Date,
): Promise<AccountWithRanges> {
  const matches = await passwords.verify(account?.passwordHash ?? nobodysHash, password);
  if (account === undefined) throw failed('unknown user name');
  if (!matches) throw failed('password');
  if (account.state !== 'active') throw failed(account.state);
  if (account.passwordExpiresAt !== null && account.passwordExpiresAt <= at)
    throw failed('one-time password expired');
  return account;
}

function failed(detail: string): Problem {
  return new Problem('ERR_LOGIN_FAILED', { detail });
}

async function enterOrSendCode(
  services: LoginServices,
  attempt: LoginAttempt,
  owner: AccountWithRanges,
  identity: CardIdentity,
): Promise<LoggedIn> {
  try {
    return await enter(services, attempt, owner, identity);
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'ERR_CARD_OTHER_CARD') throw error;
    throw await sendCardCode(services, attempt, owner, identity);
  }
}

/** Everything holds so far: binds or compares the card, looks at the address, and begins the session. */
async function enter(
  services: LoginServices,
  attempt: LoginAttempt,
  seen: AccountWithRanges,
  identity: CardIdentity,
): Promise<LoggedIn> {
  const { db, clock, demoMode } = services;
  const { arrival } = attempt;
  const at = clock();
  return inTransaction(db, async (trx) => {
    const locked = await lockAccount(trx, seen.id);
    if (locked?.generation !== seen.generation) throw failed('the account changed meanwhile');
    const account = inLanguageOf(attempt, locked);
    const binding = await bindOrCheckCard(trx, {
      account: cardHolder(account),
      identity,
      at,
      mayShare: (others) => mayShareCard(trx, account, others),
    });
    if (!isAdmitted(account.ranges, arrival.address, arrival.forwardedClient, { demoMode })) {
      throw new Problem('ERR_LOGIN_ADDRESS', { params: { address: arrival.address } });
    }
    const begun = await beginLogin(trx, services, attempt, { account, card: identity, at });
    if (binding === 'bound-now') {
      await mailCardBound(trx, { account, profile: identity.profile, at });
    }
    await auditLogin(trx, attempt, account, { at, outcome: 'done', card: identity, binding });
    return { ...begun, account };
  });
}
