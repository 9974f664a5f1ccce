import type { Request, Response } from 'express';
import type { Actor, VisitSession } from './visit.js';

/** Where a request came from, as far as the shell could establish it. */
export interface Arrival {
  /** The client's address: canonical text, forwarded headers considered only from configured proxies. */
  readonly address: string;
  /** What the institution's own proxy forwarded, unparsed. */
  readonly forwardedClient: string | undefined;
  /** Reference of the request, for the audit trail. */
  readonly reference: string;
}

/** A session that is alive, and who is signed in with it, if anybody. */
export interface OpenSession {
  readonly session: VisitSession;
  readonly actor: Actor | undefined;
  /** How it came. A cookie travels by itself, so what it changes needs a CSRF token; a bearer token does not. */
  readonly carrier: 'cookie' | 'bearer';
}

/** Where sessions are kept. The shell asks it at every request that is no static file. */
export interface SessionSource {
  /**
   * Finds the session that the request carries in its cookie or `Authorization` header, and moves its idle end.
   * Touches no database when the request carries neither, so that pages open to anyone stay up without one.
   *
   * @returns undefined when there is none, or when it has ended
   * @throws Problem when the session may not be used from here (address no longer allowed)
   */
  load(request: Request, arrival: Arrival): Promise<OpenSession | undefined>;

  /** Begins a session that is not signed in and sets its cookie; for pages that show a form to anyone. */
  begin(request: Request, response: Response, arrival: Arrival): Promise<VisitSession>;
}
