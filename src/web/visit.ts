import type { Request } from 'express';
import type { Language } from '../locales/index.js';
import type { Role } from '../roles.js';

/** Who is signed in. Read afresh at every request, so that a change of the account takes effect at once. */
export interface Actor {
  readonly accountId: number;
  readonly userName: string;
  readonly name: string;
  readonly role: Role;
  /** Null for the agency's staff. */
  readonly institution: { readonly id: number; readonly code: string; readonly name: string } | null;
  /** What must be done before anything else: replace the one-time password, then complete the profile. */
  readonly mustDo: 'nothing' | 'replace-password' | 'complete-profile';
}

/** One browser's or program's session, signed in or not yet. */
export interface VisitSession {
  /** The key of the stored session (a hash; never the cookie's value). */
  readonly id: string;
  /** Expected in every form as `_csrf` and from scripts in `X-CSRF-Token`. Programs (bearer token) have none. */
  readonly csrfToken: string;
  /** When the session ends if nothing is done, and when it ends in any case. */
  readonly idleEndsAt: Date;
  readonly endsAt: Date;
}

/** What is known of a request before any feature sees it. */
export interface Visit {
  /** Reference of this request: on error pages, in the log, in the audit trail. */
  readonly reference: string;
  readonly language: Language;
  /** The client's address, forwarded headers considered only from configured proxies; canonical text. */
  readonly address: string;
  /** What the institution's own proxy forwarded (the X part of a range), unparsed, if anything. */
  readonly forwardedClient: string | undefined;
  session: VisitSession | undefined;
  actor: Actor | undefined;
}

const visits = new WeakMap<Request, Visit>();

/** Remembers the visit of a request; called once, by the shell. */
export function beginVisit(request: Request, visit: Visit): void {
  visits.set(request, visit);
}

/** The visit of a request. */
export function visitOf(request: Request): Visit {
  const visit = visits.get(request);
  if (visit === undefined) throw new TypeError('The shell has not seen this request.');
  return visit;
}

/** The visit's actor, on routes that only signed-in people reach. */
export function actorOf(request: Request): Actor {
  const { actor } = visitOf(request);
  if (actor === undefined) throw new TypeError('This route is open to people who are not signed in.');
  return actor;
}
