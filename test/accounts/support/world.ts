import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import {
  type AddedAccount,
  addAccount,
  argon2id,
  byOperator,
  completeProfile,
  loginLimits,
  type NewAccount,
  type PasswordHasher,
  passwordProfiles,
  replacePassword,
} from '../../../src/accounts/index.js';
import { type LoggedIn, type LoginServices, logIn } from '../../../src/accounts/login/log-in.js';
import { beginAnonymousSession } from '../../../src/accounts/sessions/begin-session.js';
import { checkCaptcha } from '../../../src/captcha/index.js';
import { storeCaptcha } from '../../../src/captcha/store.js';
import { type CardLogin, createCardLogin, issueChallenge } from '../../../src/certificates/index.js';
import { type Database, inTransaction } from '../../../src/database/index.js';
import { importInstitutions } from '../../../src/institutions/index.js';
import { defaultWidths, parseRange } from '../../../src/ip-ranges/index.js';
import { type Keyring, keyring } from '../../../src/keys/index.js';
import type { Language } from '../../../src/locales/index.js';
import { type DemoCards, demoCards, demoMoment, signToken } from '../../support/demo-cards.js';

export const origin = 'http://localhost:8080';
export const office = '203.69.20.5';
export const officeRange = '203.69.20.0/29';
export const ownPassword = 'Teal-Kvbzw-4711';
export const captchaAnswer = '314159';

/** A clock that stands until it is moved. */
export class HandClock {
  now = demoMoment;
  readonly read = () => this.now;
  advance(minutes: number): void {
    this.now = new Date(this.now.getTime() + minutes * 60_000);
  }
}

/** The real hasher, with a count of what it computed. */
export class CountingHasher implements PasswordHasher {
  verified = 0;
  hash(password: string): Promise<string> {
    return argon2id.hash(password);
  }
  verify(stored: string, password: string): Promise<boolean> {
    this.verified += 1;
    return argon2id.verify(stored, password);
  }
}

export interface World {
  readonly db: Database;
  readonly clock: HandClock;
  readonly passwords: CountingHasher;
  readonly services: LoginServices & { readonly passwordProfile: (typeof passwordProfiles)['tw-baseline'] };
  /** Takes away accounts and everything of theirs, for the next test; the audit trail stays. */
  empty(): Promise<void>;
  /** Adds an account with its one-time password. */
  add(account: Partial<NewAccount>): Promise<AddedAccount>;
  /** Adds an account that has its own password and a complete profile. */
  addReady(account: Partial<NewAccount>): Promise<number>;
  /** Goes through the page's login, with a card that signs what the gateway asks. */
  logIn(this: World, attempt?: Partial<Attempt>): Promise<LoggedIn>;
}

export interface Attempt {
  readonly userName: string;
  readonly password: string;
  readonly card: string;
  readonly address: string;
  readonly forwardedClient: string | undefined;
  readonly captcha: string;
  readonly way: 'page' | 'program';
  /** Of the page, or what the program asks for. */
  readonly language: Language;
  /** The session whose nonce is signed; a new one by default. */
  readonly sessionId: string;
  /** What is sent in place of the card's token. */
  readonly tokenText: string;
  /** The origin the card signs for. */
  readonly signedOrigin: string;
}

/** The demo cards and a card login that trusts them; made once per test file. */
export async function openCards(given = origin): Promise<{ cards: DemoCards; cardLogin: CardLogin }> {
  const cards = await demoCards();
  const cardLogin = await createCardLogin({
    origin: given,
    anchorsDirectory: join(cards.directory, 'anchors'),
    crlsDirectory: join(cards.directory, 'crls'),
    demoMode: true,
    clock: () => demoMoment,
  });
  return { cards, cardLogin };
}

/** 測試醫院 and what the login needs, on an empty database. */
export async function openWorld(
  db: Database,
  {
    cards,
    cardLogin,
    demoMode = false,
  }: { cards: DemoCards; cardLogin: Pick<CardLogin, 'validate'>; demoMode?: boolean },
): Promise<World> {
  const clock = new HandClock();
  const passwords = new CountingHasher();
  const by = { ...byOperator, at: clock.now };
  await importInstitutions(
    db,
    Buffer.from('醫療機構代碼,名稱,認可類別\n1268650500,測試醫院,\n1101100011,另一家醫院,\n'),
    by,
  );
  const services = {
    db,
    clock: clock.read,
    randomBytes,
    passwords,
    limits: loginLimits,
    cards: cardLogin,
    keys: mailKeys,
    checkCaptcha,
    demoMode,
    passwordProfile: passwordProfiles['tw-baseline'],
  };

  const add = (account: Partial<NewAccount>) =>
    inTransaction(db, (trx) =>
      addAccount(trx, services, { ...newReporter, ...account }, { ...byOperator, at: clock.now }),
    );

  const world: World = {
    db,
    clock,
    passwords,
    services,
    async empty() {
      for (const table of tablesOfAccounts) await db(table).delete();
      clock.now = demoMoment;
    },
    add,
    async addReady(account) {
      const { accountId } = await add(account);
      const at = { ...byOperator, at: clock.now };
      await replacePassword(db, services, { accountId, newPassword: ownPassword }, at, async () => undefined);
      const email = account.email ?? newReporter.email;
      const profile = { telephone: '02-1111-1111', telephoneExtension: '001', mobile: '0911111111', email };
      await inTransaction(db, (trx) => completeProfile(trx, accountId, profile, at));
      return accountId;
    },
    async logIn(attempt = {}) {
      const address = attempt.address ?? office;
      const sessionId = attempt.sessionId ?? (await beginSession(db, clock.now, address));
      await inTransaction(db, (trx) => storeCaptcha(trx, { sessionId, text: captchaAnswer, at: clock.now }));
      const tokenText = attempt.tokenText ?? (await sign(sessionId, attempt));
      return logIn(this.services, {
        userName: attempt.userName ?? newReporter.userName,
        password: attempt.password ?? ownPassword,
        tokenText,
        challengeHolder: sessionId,
        way:
          attempt.way === 'program'
            ? { kind: 'program' }
            : { kind: 'page', captcha: attempt.captcha ?? captchaAnswer },
        arrival: { address, forwardedClient: attempt.forwardedClient, reference: 'TESTREF' },
        userAgent: 'vitest',
        language: attempt.language ?? 'zh-Hant',
      });
    },
  };
  return world;

  async function sign(sessionId: string, { card = 'reporter', signedOrigin = origin }: Partial<Attempt>) {
    const nonce = await issueChallenge(db, { sessionId, clock: clock.read, random: randomBytes });
    return signToken(cards, { card, origin: signedOrigin, nonce });
  }
}

/** The keys of the outbox, with which a test opens the codes that wait there. */
export const mailKeys: Keyring = keyring(
  { keys: [{ id: '00000000000000e1', purpose: 'mail', use: 'seal', active: true, bytes: randomBytes(32) }] },
  randomBytes,
);

const tablesOfAccounts = [
  'mails',
  'card_codes',
  'password_resets',
  'sessions',
  'login_failures',
  'card_challenges',
  'captchas',
  'card_sharing_permits',
  'account_cards',
  'password_history',
  'account_ip_ranges',
  'account_search',
  'accounts',
];

/** A browser that has opened the login page. */
export async function beginSession(db: Database, at: Date, address = office): Promise<string> {
  const { session } = await beginAnonymousSession(db, randomBytes, {
    kind: 'browser',
    address,
    userAgent: 'vitest',
    at,
  });
  return session.id;
}

export const newReporter: NewAccount = {
  userName: 'reporter01',
  role: 'reporter',
  institutionCode: '1268650500',
  name: '陳怡君',
  idLast4: '6789',
  email: 'reporter01@test-hospital.example',
  ranges: [parseRange(officeRange, { demoMode: false, widest: defaultWidths })],
};
