import type express from 'express';
import type { Logger } from 'pino';
import type { Clock, RandomBytes } from '../clock.js';
import type { Pages } from './pages.js';
import type { Route } from './route.js';
import type { SessionSource } from './sessions.js';

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
  readonly paths: ShellPaths;
}

/** Where the shell sends people who must do something else first. */
export interface ShellPaths {
  readonly login: string;
  readonly replacePassword: string;
  readonly completeProfile: string;
}

/** Puts everything that every request shares around the routes, and gives the Express app. */
export declare function createShell(options: ShellOptions): express.Express;
