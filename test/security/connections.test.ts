import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect, type Socket } from 'node:net';
import express from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectionPatience } from '../../src/listen.js';
import { cutWhenSlow } from '../../src/web/body.js';
import { type Installation, startInstallation } from '../support/installation.js';
import { ask } from '../web/support/ask.js';

let installation: Installation;

/** Far above what the connections below are given, and below every default of Node: a busy machine is slower. */
const inGoodTime = 10_000;
let port: number;

beforeAll(async () => {
  installation = await startInstallation(
    {},
    { patience: { headers: 1_200, request: 2_500, silence: 800, interval: 100 } },
  );
  port = Number(new URL(installation.origin).port);
}, 60_000);

afterAll(() => installation?.stop());

async function open(): Promise<Socket> {
  const socket = connect({ port, host: 'localhost' });
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

/** Milliseconds until the other side ends the connection. */
async function lifetime(socket: Socket): Promise<number> {
  const began = Date.now();
  socket.resume();
  if (!socket.closed) await new Promise<void>((resolve) => socket.once('close', () => resolve()));
  return Date.now() - began;
}

/** Sends a byte now and then for as long as anybody listens. */
function trickle(socket: Socket, byte: string): void {
  const timer = setInterval(() => socket.write(byte), 100);
  socket.once('close', () => clearInterval(timer));
}

const upload = (headers: string) =>
  `POST /receipts/verify HTTP/1.1\r\nHost: localhost:${port}\r\nContent-Type: multipart/form-data; boundary=x\r\n${headers}\r\n\r\n`;

describe('a connection that', () => {
  it('says nothing is cut', async () => {
    expect(await lifetime(await open())).toBeLessThan(inGoodTime);
  });

  it('sends its headers byte by byte is cut (slow-loris)', async () => {
    const socket = await open();
    socket.write('GET / HTTP/1.1\r\nX-A: ');
    trickle(socket, 'a');
    expect(await lifetime(socket)).toBeLessThan(inGoodTime);
  });

  it('stops in the middle of a body is cut, also before anybody is signed in', async () => {
    const socket = await open();
    socket.write(`${upload('Content-Length: 5000')}--x\r\n`);
    expect(await lifetime(socket)).toBeLessThan(inGoodTime);
  });

  it('sends a body byte by byte is cut when its time is over', async () => {
    const socket = await open();
    socket.write(`${upload('Content-Length: 60000')}--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n`);
    trickle(socket, 'a');
    expect(await lifetime(socket)).toBeLessThan(inGoodTime);
  });
});

it('a form byte by byte is cut before that', async () => {
  const server = createServer(
    express().post('/', cutWhenSlow(500), express.urlencoded({ extended: false }), (_request, response) =>
      response.end(),
    ),
  ).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(
    'POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 9000\r\n\r\n',
  );
  trickle(socket, 'a');
  expect(await lifetime(socket)).toBeLessThan(inGoodTime);
  server.close();
});

it('a thousand idle connections keep nobody waiting', async () => {
  const idle = await Promise.all(Array.from({ length: 1_000 }, open));
  const began = Date.now();
  const { status } = await ask(`${installation.origin}/login`);
  const waited = Date.now() - began;
  for (const socket of idle) socket.destroy();
  expect(status).toBe(200);
  expect(waited).toBeLessThan(2_000);
}, 30_000);

it('headers that are too long are refused, and the gateway goes on', async () => {
  const { status } = await ask(`${installation.origin}/`, { headers: { 'x-long': 'a'.repeat(20_000) } });
  expect(status).toBe(431);
  expect((await ask(`${installation.origin}/`)).status).toBe(200);
});

it.each([
  ['two lengths', 'Content-Length: 5\r\nContent-Length: 6'],
  ['a length and chunks', 'Content-Length: 5\r\nTransfer-Encoding: chunked'],
  ['an unknown encoding', 'Transfer-Encoding: chunked, identity'],
  ['a header that is folded', 'X-A: a\r\n b\x00: c'],
])('a request that two programs read differently is refused: %s', async (_what, headers) => {
  const socket = await open();
  const answer = new Promise<string>((resolve) => {
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString();
    });
    socket.once('close', () => resolve(text));
  });
  socket.write(`POST /login HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n\r\nhello`);
  expect((await answer).split('\r\n')[0]).toBe('HTTP/1.1 400 Bad Request');
});

it('waits for people as the design says: seconds for headers, an hour for an upload, no endless silence', () => {
  expect(connectionPatience).toEqual({
    headers: 20_000,
    request: 3_600_000,
    silence: 90_000,
    interval: 5_000,
  });
});
