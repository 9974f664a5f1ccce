import express, { type RequestHandler } from 'express';
import type { Logger } from 'pino';
import type { Clock, RandomBytes } from '../clock.js';
import { Problem } from '../problems/index.js';
import { type AccessPaths, checkAccess } from './access.js';
import { answerProblem } from './answer-problem.js';
import { beginVisits } from './begin-visits.js';
import { readBody } from './body.js';
import { createAddressReader } from './client-address.js';
import { checkCsrf } from './csrf.js';
import { extendSessionRoute } from './extend-session.js';
import { refuseForeignRequests } from './fetch-metadata.js';
import { switchLanguage } from './language.js';
import { methodsByPath, refuseMethod } from './methods.js';
import type { Pages } from './pages.js';
import { logRequests } from './request-log.js';
import type { Route } from './route.js';
import { securityHeaders } from './security-headers.js';
import { beginSession, loadSession } from './session-loading.js';
import type { SessionSource } from './sessions.js';
import { keepSessionWhileSending } from './still-signed-in.js';

export interface ShellOptions {
  readonly routes: readonly Route[];
  readonly pages: Pages;
  readonly sessions: SessionSource;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  readonly log: Logger;
  /** What browsers see in the address bar: `https://host[:port]`, or `http://localhost:port` in demo mode. */
  readonly origin: string;
  /** Addresses or CIDR ranges of the reverse proxies whose `X-Forwarded-For` counts. */
  readonly trustedProxies: readonly string[];
  /** Origins of the card agent that pages may talk to, e.g. `http://127.0.0.1:48127`. */
  readonly cardAgentOrigins: readonly string[];
  /** Where the shell sends people who must do something else first. */
  readonly paths: ShellPaths;
}

export type ShellPaths = AccessPaths;

/**
 * Puts everything that every request shares around the routes, and gives the Express app. Every request passes the
 * steps of the app, then those of its route, in the order they stand here. Errors of any step end in one place.
 */
export function createShell(options: ShellOptions): express.Express {
  const { pages, sessions, origin, log } = options;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.use(
    ...securityHeaders({ origin, cardAgentOrigins: options.cardAgentOrigins }),
    logRequests(log, options.clock),
    beginVisits(options.randomBytes, createAddressReader(options.trustedProxies)),
    pages.serveAssets,
    refuseForeignRequests(origin),
    switchLanguage(origin),
    loadSession(sessions),
  );
  const routes = [...shellRoutes(options.clock), ...options.routes];
  for (const route of routes) app[route.method](route.path, ...stepsOf(route, options));
  for (const [path, methods] of methodsByPath(routes)) app.all(path, refuseMethod(methods));
  app.use(() => {
    throw new Problem('ERR_NOT_FOUND');
  });
  app.use(answerProblem({ pages, log, origin }));
  return app;
}

/** The routes that the shell itself adds. */
export function shellRoutes(clock: Clock): readonly Route[] {
  return [extendSessionRoute(clock)];
}

function stepsOf(route: Route, { paths, sessions }: ShellOptions): readonly RequestHandler[] {
  return [
    checkAccess(route, paths),
    ...(route.takes === 'stream' ? [keepSessionWhileSending()] : []),
    ...readBody(route.takes),
    checkCsrf(route),
    beginSession(route, sessions),
    (request, response) => route.handle(request, response),
  ];
}
