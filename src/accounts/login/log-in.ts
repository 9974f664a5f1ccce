import type { Knex } from 'knex';
import { appendAudit } from '../../audit/index.js';
import {
  bindOrCheckCard,
  type CardIdentity,
  type CardLogin,
  takeChallenge,
} from '../../certificates/index.js';
import { type Clock, type RandomBytes, toStoredTime } from '../../clock.js';
import { type Database, inTransaction } from '../../database/index.js';
import { isAdmitted } from '../../ip-ranges/index.js';
import type { Language } from '../../locales/index.js';
import { enqueueMail } from '../../mail/index.js';
import { Problem } from '../../problems/index.js';
import type { Arrival, VisitSession } from '../../web/index.js';
import type { AccountWithRanges } from '../account.js';
import { findAccountByName, lockAccount, updateAccount } from '../account-store.js';
import { auditActor } from '../acted-by.js';
import { nobodysHash, type PasswordHasher } from '../passwords/hash.js';
import { beginAccountSession } from '../sessions/begin-session.js';
import { deleteSession } from '../sessions/session-store.js';
import { countAttempt, forgetFailures, minutesUntil, uncountAttempt } from './count-attempt.js';
import type { LoginLimits } from './limits.js';

/** What the login works with. */
export interface LoginServices {
  readonly db: Database;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  readonly passwords: PasswordHasher;
  readonly limits: LoginLimits;
  readonly cards: Pick<CardLogin, 'validate'>;
  /** Whether the answer fits the session's captcha; true once. */
  readonly checkCaptcha: (
    trx: Knex.Transaction,
    options: { readonly sessionId: string; readonly answer: string; readonly at: Date },
  ) => Promise<boolean>;
  /** Admits ranges of loopback addresses. */
  readonly demoMode: boolean;
}

/** An attempt to log in, on the page or by a program. */
export interface LoginAttempt {
  readonly userName: string;
  readonly password: string;
  /** The Web eID authentication token, exact text. */
  readonly tokenText: string;
  /** Whom the nonce was given to: the session's id, or the key of the program's challenge. */
  readonly challengeHolder: string;
  /** A page proves itself with the captcha and gives up its session for a new one; a program is counted stricter. */
  readonly way: { readonly kind: 'page'; readonly captcha: string } | { readonly kind: 'program' };
  readonly arrival: Arrival;
  readonly userAgent: string;
  readonly language: Language;
}

export interface LoggedIn {
  /** For the cookie, or the program's bearer token. */
  readonly secret: string;
  readonly session: VisitSession;
  readonly account: AccountWithRanges;
}

/**
 * Logs in: captcha (on the page), user name and password, card, and address must all hold. Which of user name, password
 * and account state did not is told to nobody but the audit trail. What is wrong with a card is told only to who has the
 * password; that the address is not allowed only to who has both.
 *
 * @throws Problem `ERR_CAPTCHA`, `ERR_LOGIN_LOCKED`, `ERR_LOGIN_FAILED`, one of `ERR_CARD_…`, or `ERR_LOGIN_ADDRESS`
 */
export async function logIn(services: LoginServices, attempt: LoginAttempt): Promise<LoggedIn> {
  const at = services.clock();
  const { nonce, account } = await openAttempt(services, attempt, at);
  try {
    const owner = await checkPassword(services.passwords, attempt.password, account, at);
    const identity = await services.cards.validate(attempt.tokenText, nonce);
    return await enter(services, attempt, owner, identity);
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
      : pauseProblem(await countAttempt(trx, sourceOf(attempt), limits[attempt.way.kind], at), at);
    const account = await findAccountByName(trx, attempt.userName);
    if (refusal !== undefined) await audit(trx, attempt, account, { at, outcome: 'refused', cause: refusal });
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

function pauseProblem(until: Date | undefined, at: Date): Problem | undefined {
  if (until === undefined) return undefined;
  return new Problem('ERR_LOGIN_LOCKED', { params: { minutes: minutesUntil(until, at) } });
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

/** Everything holds so far: binds or compares the card, looks at the address, and begins the session. */
async function enter(
  { db, clock, randomBytes, limits, demoMode }: LoginServices,
  attempt: LoginAttempt,
  seen: AccountWithRanges,
  identity: CardIdentity,
): Promise<LoggedIn> {
  const { way, arrival, userAgent } = attempt;
  const at = clock();
  return inTransaction(db, async (trx) => {
    const account = await lockAccount(trx, seen.id);
    if (account?.generation !== seen.generation) throw failed('the account changed meanwhile');
    const binding = await bindOrCheckCard(trx, { account: cardHolder(account), identity, at });
    if (!isAdmitted(account.ranges, arrival.address, arrival.forwardedClient, { demoMode })) {
      throw new Problem('ERR_LOGIN_ADDRESS', { params: { address: arrival.address } });
    }
    await forgetFailures(trx, sourceOf(attempt), limits[way.kind], at);
    await updateAccount(trx, account.id, { last_login_at: toStoredTime(at) });
    if (way.kind === 'page') await deleteSession(trx, attempt.challengeHolder);
    const begun = await beginAccountSession(trx, randomBytes, {
      kind: way.kind === 'page' ? 'browser' : 'program',
      address: arrival.address,
      userAgent,
      at,
      account,
      card: { profile: identity.profile, fingerprint: identity.certificateFingerprint },
    });
    if (binding === 'bound-now') await tellCardBound(trx, account, identity, attempt.language, at);
    await audit(trx, attempt, account, { at, outcome: 'done', card: identity, binding });
    return { ...begun, account };
  });
}

function cardHolder({ id, name, idLast4 }: AccountWithRanges) {
  return idLast4 === null ? { id, name } : { id, name, idLast4 };
}

function tellCardBound(
  trx: Knex.Transaction,
  { userName, email }: AccountWithRanges,
  { profile }: CardIdentity,
  language: Language,
  at: Date,
): Promise<void> {
  return enqueueMail(trx, {
    event: 'card-bound',
    to: email,
    language,
    params: { userName, profile: profile === 'medical' ? 'medical' : 'citizen', boundAt: toStoredTime(at) },
    at,
  });
}

async function recordRefusal(
  { db, clock, limits }: LoginServices,
  attempt: LoginAttempt,
  account: AccountWithRanges | undefined,
  cause: Problem,
): Promise<void> {
  const at = clock();
  await inTransaction(db, async (trx) => {
    if (!isFailure(cause)) await uncountAttempt(trx, sourceOf(attempt), limits[attempt.way.kind], at);
    await audit(trx, attempt, account, { at, outcome: 'refused', cause });
  });
}

/** An outage is nobody's failure; neither is a wrong place when all that can be guessed was right. */
function isFailure(cause: Problem): boolean {
  return cause.status < 500 && cause.code !== 'ERR_LOGIN_ADDRESS' && cause.code !== 'ERR_CONFLICT';
}

function sourceOf({ userName, arrival }: LoginAttempt) {
  return { userName, address: arrival.address };
}

type Outcome = { readonly at: Date } & (
  | { readonly outcome: 'refused'; readonly cause: Problem }
  | { readonly outcome: 'done'; readonly card: CardIdentity; readonly binding: string }
);

async function audit(
  trx: Knex.Transaction,
  { way, arrival }: LoginAttempt,
  account: AccountWithRanges | undefined,
  event: Outcome,
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
