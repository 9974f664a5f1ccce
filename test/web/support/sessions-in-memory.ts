import { randomBytes } from 'node:crypto';
import type { Actor, OpenSession, SessionSource, VisitSession } from '../../../src/web/index.js';
import { readCookie } from '../../../src/web/index.js';

export interface SessionsInMemory extends SessionSource {
  /** Opens a session and gives what a browser or a program sends with it. */
  open(actor: Actor | undefined, carrier?: OpenSession['carrier']): OpenedSession;
  /** Ends one, as a change of its account does. */
  end(value: string): void;
}

export interface OpenedSession {
  readonly headers: Readonly<Record<string, string>>;
  readonly csrfToken: string;
  readonly value: string;
}

const name = '__Host-session';

/** Sessions kept in this process; they end 15 minutes after `now`, as the stored ones do. */
export function createSessionsInMemory(now: () => Date): SessionsInMemory {
  const sessions = new Map<string, OpenSession>();

  function create(actor: Actor | undefined, carrier: OpenSession['carrier']): [string, VisitSession] {
    const value = randomBytes(16).toString('base64url');
    const session: VisitSession = {
      id: value,
      csrfToken: randomBytes(16).toString('base64url'),
      idleEndsAt: new Date(now().getTime() + 15 * 60_000),
      endsAt: new Date(now().getTime() + 12 * 60 * 60_000),
    };
    sessions.set(value, { session, actor, carrier });
    return [value, session];
  }

  return {
    async load(request) {
      const bearer = request.headers.authorization?.replace(/^Bearer /, '');
      return sessions.get(bearer ?? readCookie(request, name) ?? '');
    },
    async begin(_request, response) {
      const [value, session] = create(undefined, 'cookie');
      response.cookie(name, value, { httpOnly: true, secure: true, sameSite: 'strict', path: '/' });
      return session;
    },
    end(value) {
      sessions.delete(value);
    },
    open(actor, carrier = 'cookie') {
      const [value, { csrfToken }] = create(actor, carrier);
      const headers: Record<string, string> =
        carrier === 'cookie' ? { cookie: `${name}=${value}` } : { authorization: `Bearer ${value}` };
      return { value, csrfToken, headers };
    },
  };
}
