import { once } from 'node:events';
import { createServer, get, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Response } from 'express';
import { expect, it } from 'vitest';
import { pour } from '../../../src/web/exports/index.js';
import { portOf } from '../../support/card-agent.js';

it('answers with all of a stream', async () => {
  const { answer, poured } = await ask(() => Readable.from(['a', 'b']));
  expect(String(await buffer(answer))).toBe('ab');
  expect(await poured).toBe('whole');
});

it('closes the stream of somebody who stops, and takes it for no fault', async () => {
  const stream = Readable.from(endless());
  const { answer, poured } = await ask(() => stream);
  answer.destroy();
  expect(await poured).toBe('whole');
  expect(stream.destroyed).toBe(true);
});

it('passes on what a stream fails with, and cuts the connection', async () => {
  const { answer, poured } = await ask(() => Readable.from(failing()));
  await expect(buffer(answer)).rejects.toThrow('aborted');
  expect(await poured).toEqual(new Error('the store is gone'));
});

/** Asks a server that answers with a stream: the answer, and what came of it there. */
async function ask(make: () => Readable) {
  let poured: Promise<unknown> = Promise.resolve();
  const server = createServer((_, response) => {
    poured = pour(make(), response as Response).then(
      () => 'whole',
      (error: unknown) => error,
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const request = get({ port: portOf(server), host: '127.0.0.1', agent: false });
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  request.on('error', () => undefined);
  server.close();
  return { answer, poured };
}

async function* endless() {
  for (;;) yield Buffer.alloc(64 * 1024);
}

async function* failing() {
  yield Buffer.from('half');
  await new Promise(setImmediate);
  throw new Error('the store is gone');
}
