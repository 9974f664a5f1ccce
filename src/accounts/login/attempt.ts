import type { Knex } from 'knex';
import type { CardLogin } from '../../certificates/index.js';
import type { Clock, RandomBytes } from '../../clock.js';
import type { Database } from '../../database/index.js';
import type { Keyring } from '../../keys/index.js';
import type { Language } from '../../locales/index.js';
import type { Arrival, VisitSession } from '../../web/index.js';
import type { AccountWithRanges } from '../account.js';
import type { PasswordHasher } from '../passwords/hash.js';
import type { LoginLimits } from './limits.js';

/** What the login works with. */
export interface LoginServices {
  readonly db: Database;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  readonly passwords: PasswordHasher;
  readonly limits: LoginLimits;
  readonly cards: Pick<CardLogin, 'validate'>;
  /** Seals the one-time codes that wait in the outbox. */
  readonly keys: Keyring;
  /** Whether the answer fits the session's captcha; true once. */
  readonly checkCaptcha: (
    trx: Knex.Transaction,
    options: { readonly sessionId: string; readonly answer: string; readonly at: Date },
  ) => Promise<boolean>;
  /** Admits ranges of loopback addresses. */
  readonly demoMode: boolean;
}

/** Whose login it is and where it comes from, on the page or by a program. */
export interface LoginSource {
  readonly userName: string;
  /** Whom nonce or code were given to: the session's id, or the key of the program's challenge. */
  readonly challengeHolder: string;
  readonly way: { readonly kind: 'page' | 'program' };
  readonly arrival: Arrival;
  readonly userAgent: string;
  readonly language: Language;
}

/** An attempt to log in. */
export interface LoginAttempt extends LoginSource {
  readonly password: string;
  /** The Web eID authentication token, exact text. */
  readonly tokenText: string;
  /** A page proves itself with the captcha and gives up its session for a new one; a program is counted stricter. */
  readonly way: { readonly kind: 'page'; readonly captcha: string } | { readonly kind: 'program' };
}

export interface LoggedIn {
  /** For the cookie, or the program's bearer token. */
  readonly secret: string;
  readonly session: VisitSession;
  readonly account: AccountWithRanges;
}
