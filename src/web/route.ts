import type { Request, Response } from 'express';
import type { Role } from '../roles.js';

/** Who may use a route. Everything not named is refused. */
export type Who = 'anyone' | 'signed-in' | readonly Role[];

/**
 * One route, as data: the shell checks `who`, the session, the address and the CSRF token before `handle` sees the
 * request, and a test asks every route as every role. `handle` reads: load, authorise, act, answer.
 */
export interface Route {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete' | 'options';
  /** Express 5 path. Everything below `/api/` answers JSON and problem+json, everything else HTML. */
  readonly path: string;
  readonly who: Who;
  /** The body the shell parses and checks: a form (urlencoded, 64 KiB), JSON (64 KiB), a stream left to `handle`, or none. */
  readonly takes: 'nothing' | 'form' | 'json' | 'stream';
  /** A streamed form carries its token in the stream: `handle` checks it with `requireFormToken` before it acts. */
  readonly tokenInStream?: true;
  /** Reachable before the one-time password is replaced and the profile completed. */
  readonly duringFirstLogin?: true;
  /** Shows a form to people who are not signed in: a session is begun for its CSRF token when there is none. */
  readonly beginsSession?: true;
  handle(request: Request, response: Response): Promise<void> | void;
}
