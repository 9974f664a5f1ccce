import type { Request, RequestHandler } from 'express';
import type { Route } from './route.js';
import type { OpenSession, SessionSource } from './sessions.js';
import { type Visit, visitOf } from './visit.js';

/** Finds the session of every request that is no static file. */
export function loadSession(sessions: SessionSource): RequestHandler {
  return async (request, _response, next) => {
    const visit = visitOf(request);
    const open = await sessions.load(request, arrivalOf(visit));
    if (open !== undefined) {
      visit.session = open.session;
      visit.actor = open.actor;
      carriers.set(request, open.carrier);
      reloads.set(request, () => sessions.load(request, arrivalOf(visit)));
    }
    next();
  };
}

/** Begins a session where a route shows a form and there is none yet. */
export function beginSession(route: Route, sessions: SessionSource): RequestHandler {
  return async (request, response, next) => {
    const visit = visitOf(request);
    if (route.beginsSession && visit.session === undefined) {
      visit.session = await sessions.begin(request, response, arrivalOf(visit));
    }
    next();
  };
}

/** Finds the session of a request once more; undefined when there was none, or when it has ended since. */
export async function reloadSession(request: Request): Promise<OpenSession | undefined> {
  return reloads.get(request)?.();
}

const reloads = new WeakMap<Request, () => Promise<OpenSession | undefined>>();

/** How the request carried its session. */
export function carrierOf(request: Request): OpenSession['carrier'] | 'none' {
  return carriers.get(request) ?? 'none';
}

const carriers = new WeakMap<Request, OpenSession['carrier']>();

function arrivalOf({ address, forwardedClient, reference }: Visit) {
  return { address, forwardedClient, reference };
}
