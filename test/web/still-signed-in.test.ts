import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { expect, it } from 'vitest';
import { loadSession } from '../../src/web/session-loading.js';
import { keepSessionWhileSending } from '../../src/web/still-signed-in.js';
import { beginVisit } from '../../src/web/visit.js';

it('who is sending is not idle: the session is used again and again until the last byte', async () => {
  let loads = 0;
  let onLoad = (): void => undefined;
  const app = express().use(
    (incoming, _response, next) => {
      const visit = { reference: '', language: 'en', address: '', forwardedClient: undefined } as const;
      beginVisit(incoming, { ...visit, session: undefined, actor: undefined });
      next();
    },
    loadSession({
      load: async () => {
        loads += 1;
        onLoad();
        return { session: { id: 'a' }, actor: { accountId: 1 }, carrier: 'bearer' } as never;
      },
      begin: () => Promise.reject(new TypeError('Nothing is begun here.')),
    }),
    keepSessionWhileSending(5),
    (incoming, response) => void incoming.resume().once('end', () => response.end()),
  );
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const sent = request({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', method: 'POST' });
  sent.write('half');
  await new Promise<void>((resolve) => {
    onLoad = () => {
      if (loads === 4) resolve();
    };
  });
  sent.end('the other half');
  await once(sent, 'response');
  expect(loads).toBeGreaterThanOrEqual(4);
  server.close();
});
