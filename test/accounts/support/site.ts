import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import pino from 'pino';
import { accountRoutes, createSessionSource } from '../../../src/accounts/index.js';
import { captchaRoutes } from '../../../src/captcha/index.js';
import type { Database } from '../../../src/database/index.js';
import { createPages, createShell } from '../../../src/web/index.js';
import { captchaAnswer, openCards, openWorld, type World } from './world.js';

export interface Site extends World {
  /** `http://localhost:port`, as the browser and the card agent see it. */
  readonly origin: string;
  close(): Promise<void>;
}

/**
 * The pages and the API of accounts over HTTP, on an empty database. The connection's address is 127.0.0.1, which is a
 * configured proxy: a request says where it comes from with `X-Forwarded-For`.
 */
export async function openSite(db: Database, cardAgentOrigin = 'http://127.0.0.1:48127'): Promise<Site> {
  const server = createServer();
  const port = await listen(server);
  const origin = `http://localhost:${port}`;
  const cards = await openCards(origin);
  const world = await openWorld(db, { ...cards, demoMode: true });
  const { services } = world;
  const pages = createPages({
    publicFolder: fileURLToPath(new URL('../../../dist/public', import.meta.url)),
    navigation: [],
    footerLinks: [],
    clock: services.clock,
    installation: 'demo',
  });
  const afterLogin = '/profile';
  server.on(
    'request',
    createShell({
      routes: [
        ...captchaRoutes({ ...services, captchaText: () => captchaAnswer }),
        ...accountRoutes({
          ...services,
          render: pages.render,
          cardAgentOrigin,
          afterLogin,
          wakeJobs: () => undefined,
        }),
      ],
      pages,
      sessions: createSessionSource(services),
      clock: services.clock,
      randomBytes: services.randomBytes,
      log: pino({ level: 'silent' }),
      origin,
      trustedProxies: ['127.0.0.1'],
      cardAgentOrigins: [cardAgentOrigin],
      paths: {
        login: '/login',
        replacePassword: '/first-login/password',
        completeProfile: '/first-login/profile',
      },
    }),
  );
  return {
    ...world,
    origin,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await cards.cardLogin.close();
    },
  };
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
