import { addMinutes, type RandomBytes } from '../../clock.js';
import type { Database } from '../../database/index.js';
import type { VisitSession } from '../../web/index.js';
import type { Account } from '../account.js';
import { keyOfSecret, makeSecret } from './secret.js';
import { insertSession, type SessionCard, type SessionKind, type StoredSession } from './session-store.js';

/** How long sessions last, in minutes (security.md, "Numbers"). */
export const sessionMinutes = {
  /** Without a request. */
  idle: 15,
  /** Without a request, before anybody is signed in: long enough to find the card and its PIN. */
  idleBeforeLogin: 60,
  /** In all. */
  whole: 12 * 60,
} as const;

/** A session that has just begun. `secret` is for the cookie or the program, and is stored nowhere. */
export interface BegunSession {
  readonly secret: string;
  readonly session: VisitSession;
}

export interface SessionBeginning {
  readonly kind: SessionKind;
  readonly address: string;
  readonly userAgent: string;
  readonly at: Date;
}

/** Begins a session with which nobody is signed in. */
export function beginAnonymousSession(
  db: Database,
  randomBytes: RandomBytes,
  beginning: SessionBeginning,
): Promise<BegunSession> {
  return begin(db, randomBytes, beginning, {
    accountId: null,
    accountGeneration: null,
    card: null,
    idleEndsAt: addMinutes(beginning.at, sessionMinutes.idleBeforeLogin),
    endsAt: addMinutes(beginning.at, sessionMinutes.whole),
  });
}

/** Begins the session of somebody whose five factors hold. It always has a new id (OWASP: session fixation). */
export function beginAccountSession(
  db: Database,
  randomBytes: RandomBytes,
  beginning: SessionBeginning & {
    readonly account: Pick<Account, 'id' | 'generation'>;
    readonly card: SessionCard | null;
    /** When the session it continues ends, so that changing a password does not lengthen it. */
    readonly endsAt?: Date;
  },
): Promise<BegunSession> {
  const { account, card, at } = beginning;
  const endsAt = beginning.endsAt ?? addMinutes(at, sessionMinutes.whole);
  return begin(db, randomBytes, beginning, {
    accountId: account.id,
    accountGeneration: account.generation,
    card,
    idleEndsAt: earlier(addMinutes(at, sessionMinutes.idle), endsAt),
    endsAt,
  });
}

/** What of a stored session a visit knows. */
export function toVisitSession({ id, csrfToken, idleEndsAt, endsAt }: StoredSession): VisitSession {
  return { id, csrfToken, idleEndsAt, endsAt };
}

/** The earlier of two moments. */
export function earlier(one: Date, other: Date): Date {
  return one < other ? one : other;
}

async function begin(
  db: Database,
  randomBytes: RandomBytes,
  { kind, address, userAgent, at }: SessionBeginning,
  rest: Pick<StoredSession, 'accountId' | 'accountGeneration' | 'card' | 'idleEndsAt' | 'endsAt'>,
): Promise<BegunSession> {
  const secret = makeSecret(randomBytes);
  const session: StoredSession = {
    ...rest,
    id: keyOfSecret(secret),
    handle: randomBytes(8).toString('hex'),
    kind,
    csrfToken: makeSecret(randomBytes),
    address,
    userAgent: userAgent.replace(/[^\x20-\x7e]/g, '?').slice(0, 200),
    createdAt: at,
    seenAt: at,
    refusedAddress: null,
  };
  await insertSession(db, session);
  return { secret, session: toVisitSession(session) };
}
