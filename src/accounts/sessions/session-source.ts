import type { Request } from 'express';
import { appendAudit } from '../../audit/index.js';
import { addMinutes, type Clock, type RandomBytes } from '../../clock.js';
import { type Database, inTransaction } from '../../database/index.js';
import { isAdmitted } from '../../ip-ranges/index.js';
import { Problem } from '../../problems/index.js';
import type { Actor, Arrival, OpenSession, SessionSource } from '../../web/index.js';
import type { AccountWithRanges } from '../account.js';
import { findAccount } from '../account-store.js';
import { auditActor } from '../acted-by.js';
import { beginAnonymousSession, earlier, sessionMinutes, toVisitSession } from './begin-session.js';
import { secretOf, setSessionCookie } from './cookie.js';
import { keyOfSecret } from './secret.js';
import { endOfSession } from './session-end.js';
import { findSession, moveIdleEnd, noteRefusedAddress, type StoredSession } from './session-store.js';

export interface SessionSourceOptions {
  readonly db: Database;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  /** Admits ranges of loopback addresses. */
  readonly demoMode: boolean;
}

/**
 * The sessions in the database, so that several gateways share them. The account is read at every request: a session
 * ends at once when its account's state, role, ranges or password change.
 */
export function createSessionSource(options: SessionSourceOptions): SessionSource {
  const { db, clock, randomBytes } = options;
  return {
    async load(request, arrival) {
      const carried = secretOf(request);
      if (carried === undefined) return undefined;
      const at = clock();
      const session = await findSession(db, keyOfSecret(carried.secret));
      if (session === undefined || session.kind !== kindOfCarrier[carried.carrier]) return undefined;
      const account = session.accountId === null ? undefined : await findAccount(db, session.accountId);
      // It stays until it is deleted with all that is old, so that the login page can say why it ended.
      if (endOfSession(session, account, at) !== undefined) return undefined;
      if (account !== undefined) await checkAddress(options, session, account, arrival, at);
      const moved = await keepAlive(db, session, at);
      const actor = account === undefined ? undefined : toActor(account);
      return { session: toVisitSession(moved), actor, carrier: carried.carrier } satisfies OpenSession;
    },

    async begin(request, response, arrival) {
      const { secret, session } = await beginAnonymousSession(db, randomBytes, {
        kind: 'browser',
        address: arrival.address,
        userAgent: userAgentOf(request),
        at: clock(),
      });
      setSessionCookie(response, secret);
      return session;
    },
  };
}

/** What a browser or program calls itself, for the list of sessions. */
export function userAgentOf(request: Request): string {
  return request.headers['user-agent'] ?? '';
}

const kindOfCarrier = { cookie: 'browser', bearer: 'program' } as const;

async function checkAddress(
  { db, demoMode }: SessionSourceOptions,
  session: StoredSession,
  account: AccountWithRanges,
  { address, forwardedClient, reference }: Arrival,
  at: Date,
): Promise<void> {
  if (isAdmitted(account.ranges, address, forwardedClient, { demoMode })) return;
  await inTransaction(db, async (trx) => {
    if (!(await noteRefusedAddress(trx, session.id, address))) return;
    await appendAudit(trx, {
      at,
      actor: auditActor(toActor(account)),
      address,
      action: 'session.use',
      target: null,
      outcome: 'refused',
      detail: { cause: 'address' },
      reference,
    });
  });
  throw new Problem('ERR_SESSION_ADDRESS', { params: { address } });
}

/** A page asks for several things at once; one note in ten seconds is exact enough and spares the database. */
const secondsBetweenNotes = 10;

async function keepAlive(db: Database, session: StoredSession, at: Date): Promise<StoredSession> {
  if (at.getTime() - session.seenAt.getTime() < secondsBetweenNotes * 1000) return session;
  const minutes = session.accountId === null ? sessionMinutes.idleBeforeLogin : sessionMinutes.idle;
  const idleEndsAt = earlier(addMinutes(at, minutes), session.endsAt);
  await moveIdleEnd(db, session.id, { seenAt: at, idleEndsAt });
  return { ...session, seenAt: at, idleEndsAt };
}

/** Who an account's holder is to the rest of the gateway. */
export function toActor(account: AccountWithRanges): Actor {
  return {
    accountId: account.id,
    userName: account.userName,
    name: account.name,
    role: account.role,
    institution: account.institution,
    mustDo: mustDo(account),
  };
}

function mustDo({ passwordKind, profileCompletedAt }: AccountWithRanges): Actor['mustDo'] {
  if (passwordKind === 'one-time') return 'replace-password';
  return profileCompletedAt === null ? 'complete-profile' : 'nothing';
}
