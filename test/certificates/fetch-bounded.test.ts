import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FetchError, fetchBounded } from '../../src/certificates/revocation/fetch-bounded.js';
import { OcspCache } from '../../src/certificates/revocation/ocsp/ocsp-cache.js';
import { now } from './support/small-pki.js';

const answers: Readonly<Record<string, (response: ServerResponse) => unknown>> = {
  '/good': (response) => response.end('12345'),
  '/silent': () => undefined,
  '/stuck': (response) => response.writeHead(200).write('1'),
  '/endless': (response) => response.writeHead(200).write(Buffer.alloc(100_000)),
};

let server: Server;
let base: string;

beforeAll(async () => {
  server = createServer((request, response) => answers[request.url ?? '']?.(response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function textOf(url: string, milliseconds = 5000): Promise<string> {
  const { body } = await fetchBounded(fetch, url, {}, { mostBytes: 5, milliseconds });
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

describe('the network', () => {
  it('gives an answer within the limits', async () => {
    expect(await textOf(`${base}/good`)).toBe('12345');
  });

  it.each([
    ['that never begins', '/silent', 'no answer in time'],
    ['that never ends', '/stuck', 'no answer in time'],
    ['that is too large', '/endless', 'more than 5 bytes'],
  ])('gives up an answer %s', async (_, path, message) => {
    const failure = textOf(base + path, 300);
    await expect(failure).rejects.toThrow(FetchError);
    await expect(failure).rejects.toThrow(message);
  });

  it.each(['file:///etc/passwd', 'ftp://example.tw/', '//example.tw/', 'http://'])(
    'is not asked for %s',
    async (url) => {
      await expect(textOf(url)).rejects.toThrow('not an http address');
    },
  );
});

describe('the memory of OCSP answers', () => {
  const at = now.getTime();
  const hour = 3_600_000;
  const answer = (nextUpdate: number) => ({ status: { outcome: 'good' }, nextUpdate }) as const;

  it('holds so many, and lets the oldest go', () => {
    const cache = new OcspCache(2);
    for (const key of ['a', 'b', 'c']) cache.store(key, answer(at + hour), at);
    expect(['a', 'b', 'c'].map((key) => cache.find(key, at)?.outcome)).toEqual([undefined, 'good', 'good']);
  });

  it('ends at nextUpdate, after an hour, and when the clock was set back', () => {
    const cache = new OcspCache();
    const isKept = (nextUpdate: number, moment: number) => {
      cache.store('a', answer(nextUpdate), at);
      return cache.find('a', moment) !== undefined;
    };
    expect([isKept(at + 1000, at + 999), isKept(at + 1000, at + 1000)]).toEqual([true, false]);
    expect([isKept(at + 9 * hour, at + hour - 1), isKept(at + 9 * hour, at + hour)]).toEqual([true, false]);
    expect(isKept(at + hour, at - hour)).toBe(false);
    expect(isKept(at, at)).toBe(false);
  });

  it('keeps nothing of a certificate that the responder does not know', () => {
    const cache = new OcspCache();
    cache.store('a', { status: { outcome: 'unknown', detail: '' }, nextUpdate: at + hour }, at);
    expect(cache.find('a', at)).toBeUndefined();
  });
});
