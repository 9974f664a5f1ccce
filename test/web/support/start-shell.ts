import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { type Logger, pino } from 'pino';
import { afterAll } from 'vitest';
import type { Role } from '../../../src/roles.js';
import {
  type Actor,
  createPages,
  createShell,
  type NavigationItem,
  type RenderPage,
  type Route,
} from '../../../src/web/index.js';
import { createSessionsInMemory, type SessionsInMemory } from './sessions-in-memory.js';

export interface StartedShell {
  readonly url: string;
  readonly sessions: SessionsInMemory;
  /** What was logged, one object for each line. */
  logged(): readonly Readonly<Record<string, unknown>>[];
}

export interface ShellSetup {
  readonly routes: (render: RenderPage) => readonly Route[];
  readonly navigation?: readonly NavigationItem[];
  readonly footerLinks?: readonly NavigationItem[];
  readonly trustedProxies?: readonly string[];
  /** Only what is compared with it changes; the server itself is always plain HTTP on loopback. */
  readonly origin?: string;
  readonly installation?: 'demo' | 'production';
  readonly now?: () => Date;
}

export const publicFolder = fileURLToPath(new URL('../../../dist/public', import.meta.url));

export const testMoment = new Date('2026-11-22T02:00:00.000Z');

/** Serves routes inside the real shell on a free port of loopback, until the tests of the file are over. */
export async function startShell(setup: ShellSetup): Promise<StartedShell> {
  const clock = setup.now ?? (() => testMoment);
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const sessions = createSessionsInMemory(clock);
  const { log, logged } = collectLog();
  const pages = createPages({
    publicFolder,
    navigation: setup.navigation ?? [],
    footerLinks: setup.footerLinks ?? [],
    clock,
    installation: setup.installation ?? 'production',
  });
  const app = createShell({
    routes: setup.routes(pages.render),
    pages,
    sessions,
    clock,
    randomBytes,
    log,
    origin: setup.origin ?? url,
    trustedProxies: setup.trustedProxies ?? [],
    cardAgentOrigins: ['http://127.0.0.1:48127'],
    paths: {
      login: '/login',
      replacePassword: '/first-login/password',
      completeProfile: '/first-login/profile',
    },
  });
  server.on('request', app);
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url, sessions, logged };
}

/** Somebody signed in, of the institution of the examples. */
export function person(role: Role, mustDo: Actor['mustDo'] = 'nothing'): Actor {
  const atInstitution = role === 'manager' || role === 'reporter';
  return {
    accountId: 7,
    userName: 'testuser111',
    name: '使用者一',
    role,
    institution: atInstitution ? { id: 1, code: '1268650500', name: '測試醫院' } : null,
    mustDo,
  };
}

function collectLog(): { log: Logger; logged: StartedShell['logged'] } {
  const stream = new PassThrough();
  const lines: string[] = [];
  stream.on('data', (chunk: Buffer) => lines.push(...chunk.toString().trim().split('\n')));
  return { log: pino({ base: null }, stream), logged: () => lines.map((line) => JSON.parse(line)) };
}
