import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import pino from 'pino';
import { createSessionSource } from '../../../src/accounts/index.js';
import { progressRoutes } from '../../../src/applications/progress/routes.js';
import { publicRoutes } from '../../../src/applications/public/routes.js';
import { captchaRoutes, checkCaptcha } from '../../../src/captcha/index.js';
import type { Database } from '../../../src/database/index.js';
import { createDocumentStore } from '../../../src/documents/index.js';
import { createPages, createShell } from '../../../src/web/index.js';
import { type Ground, keys, openGround, ranges } from './ground.js';

export const captchaAnswer = '314159';

/** The pages for people who are not logged in, over HTTP on this machine, and the ground they stand on. */
export interface PublicSite {
  /** `http://localhost:port`, as the browser sees it. */
  readonly origin: string;
  readonly ground: Ground;
  close(): Promise<void>;
}

/** Opens them on an empty database. The connection's address is a configured proxy, as for the pages of accounts. */
export async function openPublicSite(db: Database): Promise<PublicSite> {
  const server = createServer();
  const port = await listen(server);
  const origin = `http://localhost:${port}`;
  const ground = await openGround(db);
  const clock = () => ground.now;
  const pages = createPages({
    publicFolder: fileURLToPath(new URL('../../../dist/public', import.meta.url)),
    navigation: [],
    footerLinks: [],
    clock,
    installation: 'production',
  });
  const services = {
    ...ground.services,
    clock,
    render: pages.render,
    checkCaptcha,
    formSettings: ranges,
    documents: createDocumentStore({ directory: tmpdir(), keyring: keys, random: randomBytes }),
    origin,
    wakeJobs: () => undefined,
  };
  server.on(
    'request',
    createShell({
      routes: [
        ...captchaRoutes({ db, clock, randomBytes, captchaText: () => captchaAnswer }),
        ...publicRoutes(services),
        ...progressRoutes(services),
      ],
      pages,
      sessions: createSessionSource({ db, clock, randomBytes, demoMode: false }),
      clock,
      randomBytes,
      log: pino({ level: 'silent' }),
      origin,
      trustedProxies: ['127.0.0.1'],
      cardAgentOrigins: [],
      paths: {
        login: '/login',
        replacePassword: '/first-login/password',
        completeProfile: '/first-login/profile',
      },
    }),
  );
  return {
    origin,
    ground,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('The server has no port.');
  return address.port;
}
