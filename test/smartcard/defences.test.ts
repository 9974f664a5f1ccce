import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type Ask,
  ask,
  gatewayOrigin,
  nonce,
  sendRaw,
  startTestAgent,
  type TestAgent,
} from '../support/card-agent.js';
import { demoCards, type InsertedCards, insertCards } from '../support/demo-cards.js';

let inserted: InsertedCards;
let agent: TestAgent;
let touchesBefore: number;

beforeAll(async () => {
  inserted = await insertCards(await demoCards(), ['reporter']);
  agent = await startTestAgent(inserted, {
    limits: { bodyMilliseconds: 200, authenticationsPerMinute: 1000 },
  });
});
beforeEach(() => {
  touchesBefore = agent.cards.touches();
});
afterAll(async () => {
  await agent.close();
  await inserted.remove();
});

/** Refused with that answer, and PKCS#11 was not asked for anything. */
async function expectRefused(attack: Ask, status: number, code: string) {
  const answer = await ask(agent, attack);
  expect([answer.status, answer.json?.code]).toEqual([status, code]);
  expect(agent.cards.touches()).toBe(touchesBefore);
  return answer;
}

it('serves the allowed, paired page, so that the refusals below mean something', async () => {
  expect((await ask(agent)).status).toBe(200);
  expect(agent.cards.touches()).toBe(touchesBefore + 2);
});

describe('DNS rebinding: a Host that is not this agent', () => {
  it.each([
    ['a name of the attacker', 'evil.example'],
    ['a name of the attacker with the port', 'evil.example:PORT'],
    ['another port', '127.0.0.1:1'],
    ['no port', '127.0.0.1'],
    ['a longer name', '127.0.0.1.evil.example:PORT'],
    ['another loopback address', '127.0.0.2:PORT'],
    ['the short form', '127.1:PORT'],
    ['a user part', 'user@127.0.0.1:PORT'],
    ['a dot at the end', 'localhost.:PORT'],
    ['upper case', 'LOCALHOST:PORT'],
    ['every address', '0.0.0.0:PORT'],
  ])('is refused: %s', async (_what, host) => {
    const Host = host.replace('PORT', String(agent.port));
    await expectRefused({ headers: { Host } }, 403, 'ERR_AGENT_HOST');
    await expectRefused({ method: 'GET', path: '/status', headers: { Host } }, 403, 'ERR_AGENT_HOST');
  });

  it.each(['127.0.0.1', 'localhost', '[::1]'])('is accepted: %s', async (name) => {
    const answer = await ask(agent, {
      method: 'GET',
      path: '/status',
      headers: { Host: `${name}:${agent.port}` },
    });
    expect(answer.status).toBe(200);
  });

  it('is refused when it comes twice', async () => {
    const answer = await sendRaw(
      agent,
      `GET /status HTTP/1.1\r\nHost: 127.0.0.1:${agent.port}\r\nHost: evil.example\r\nConnection: close\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 40[03] /);
  });
});

describe('an Origin that is not on the list', () => {
  it.each([
    ['none', undefined],
    ['null, as a sandboxed frame or a file sends it', 'null'],
    ['another site', 'https://evil.example'],
    ['a subdomain', 'https://a.jianbao.example.tw'],
    ['the name as a prefix', 'https://jianbao.example.tw.evil.example'],
    ['the name as a suffix', 'https://evil-jianbao.example.tw'],
    ['another scheme', 'http://jianbao.example.tw'],
    ['another port', 'https://jianbao.example.tw:8443'],
    ['the default port written out', 'https://jianbao.example.tw:443'],
    ['a slash at the end', 'https://jianbao.example.tw/'],
    ['upper case', 'https://JIANBAO.example.tw'],
    ['a look-alike letter', 'https://xn--jinbao-9ta.example.tw'],
    ['two of them', ['https://jianbao.example.tw', 'https://evil.example']],
    ['a list', 'https://jianbao.example.tw, https://evil.example'],
    ['a wildcard', '*'],
  ])('is refused and not echoed: %s', async (_what, Origin) => {
    for (const path of ['/authenticate', '/readers', '/events', '/sign-document']) {
      const answer = await expectRefused({ path, headers: { Origin } }, 403, 'ERR_AGENT_ORIGIN_NOT_ALLOWED');
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    }
  });

  it('gets no preflight answer', async () => {
    const headers = { Origin: 'https://evil.example', 'Access-Control-Request-Method': 'POST' };
    const answer = await expectRefused({ method: 'OPTIONS', headers }, 403, 'ERR_AGENT_ORIGIN_NOT_ALLOWED');
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    expect(answer.headers['access-control-allow-methods']).toBeUndefined();
  });

  it('in the body changes nothing: the request is refused', async () => {
    const body = { challengeNonce: nonce, pin: '246810', origin: 'https://evil.example' };
    await expectRefused({ body }, 422, 'ERR_AGENT_REQUEST_FORM');
  });

  it('learns from /status that an agent runs and that it is not on its list, and nothing else', async () => {
    const answer = await ask(agent, {
      method: 'GET',
      path: '/status',
      headers: { Origin: 'https://evil.example' },
    });
    expect(answer.json).toEqual({
      agent: 'jianbao-card',
      version: '1.0.0',
      originAllowed: false,
      paired: false,
      features: ['authenticate', 'sign-document', 'events'],
    });
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    expect(agent.cards.touches()).toBe(touchesBefore);
  });
});

describe('the allowed origin', () => {
  it('is echoed exactly, never as a wildcard, and caches are told that answers differ by it', async () => {
    const answer = await ask(agent, { method: 'GET', path: '/status' });
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': gatewayOrigin,
      vary: 'Origin',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    expect(answer.headers['access-control-allow-credentials']).toBeUndefined();
    expect(answer.json).toEqual({
      agent: 'jianbao-card',
      version: '1.0.0',
      originAllowed: true,
      paired: true,
      features: ['authenticate', 'sign-document', 'events'],
    });
  });

  it('is told when it is not paired', async () => {
    const answer = await ask(agent, {
      method: 'GET',
      path: '/status',
      headers: { 'Jianbao-Pairing': undefined },
    });
    expect(answer.json).toMatchObject({ originAllowed: true, paired: false });
  });

  it('gets a preflight answer that allows its two headers', async () => {
    const headers = {
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': 'content-type,jianbao-pairing',
      'Access-Control-Request-Private-Network': 'true',
    };
    const answer = await ask(agent, { method: 'OPTIONS', headers });
    expect(answer.status).toBe(204);
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': gatewayOrigin,
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': 'Content-Type, Jianbao-Pairing',
      'access-control-allow-private-network': 'true',
      vary: 'Origin',
    });
    expect(agent.cards.touches()).toBe(touchesBefore);
  });
});

describe('a request without the pairing secret', () => {
  it.each([
    ['none', undefined],
    ['an empty one', ''],
    ['another one', 'A'.repeat(43)],
    ['half of it', 'HALF'],
    ['it twice', 'TWICE'],
  ])('is refused: %s', async (_what, given) => {
    const { pairingSecret } = agent;
    const values: Record<string, string | readonly string[]> = {
      HALF: pairingSecret.slice(0, 21),
      TWICE: [pairingSecret, pairingSecret],
    };
    const secret = given === undefined ? undefined : (values[given] ?? given);
    await expectRefused({ headers: { 'Jianbao-Pairing': secret } }, 401, 'ERR_AGENT_NOT_PAIRED');
    for (const path of ['/readers', '/events', '/sign-document'])
      await expectRefused({ path, headers: { 'Jianbao-Pairing': secret } }, 401, 'ERR_AGENT_NOT_PAIRED');
  });
});

describe('a request that browsers send without a preflight', () => {
  it.each([
    ['plain text', 'text/plain'],
    ['a form', 'application/x-www-form-urlencoded'],
    ['a form with files', 'multipart/form-data; boundary=x'],
    ['no type', undefined],
    ['JSON by another name', 'text/json'],
    ['JSON with a parameter that is none', 'application/json; boundary=x'],
    ['JSON after a comma', 'text/plain, application/json'],
  ])('is refused: %s', async (_what, type) => {
    for (const path of ['/authenticate', '/events', '/sign-document'])
      await expectRefused({ path, headers: { 'Content-Type': type } }, 415, 'ERR_AGENT_JSON_ONLY');
  });

  it('is refused when it is compressed', async () => {
    await expectRefused({ headers: { 'Content-Encoding': 'gzip' } }, 415, 'ERR_AGENT_JSON_ONLY');
  });

  it.each([
    ['a no-cors request', 'Sec-Fetch-Mode', 'no-cors'],
    ['a navigation', 'Sec-Fetch-Mode', 'navigate'],
    ['a WebSocket', 'Sec-Fetch-Mode', 'websocket'],
    ['one the user began', 'Sec-Fetch-Site', 'none'],
    ['an image', 'Sec-Fetch-Dest', 'image'],
    ['a frame', 'Sec-Fetch-Dest', 'iframe'],
  ])('is refused by its fetch metadata: %s', async (_what, name, value) => {
    for (const path of ['/authenticate', '/events', '/sign-document'])
      await expectRefused({ path, headers: { [name]: value } }, 403, 'ERR_AGENT_REQUEST_FORBIDDEN');
  });
});

describe('a body', () => {
  it('of more than 8 KiB is refused by its declared length', async () => {
    await expectRefused({ body: 'x'.repeat(8193) }, 413, 'ERR_AGENT_TOO_LARGE');
  });

  it('of more than 8 KiB is refused while it comes in pieces', async () => {
    const headers = { 'Transfer-Encoding': 'chunked' };
    await expectRefused({ headers, body: ' '.repeat(8193) }, 413, 'ERR_AGENT_TOO_LARGE');
  });

  it('that does not end in time is refused', async () => {
    const answer = await sendRaw(agent, `${goodHeaders()}Content-Length: 50\r\n\r\n{"challengeNonce":`);
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(answer).toContain('"ERR_AGENT_TOO_SLOW"');
    expect(agent.cards.touches()).toBe(touchesBefore);
  });

  it.each([
    ['nothing', ''],
    ['no JSON', '{"challengeNonce"'],
    ['no object', '[]'],
    ['null', 'null'],
    ['no nonce', '{"pin":"246810"}'],
    ['a nonce that is too short', `{"challengeNonce":"${nonce.slice(4)}","pin":"246810"}`],
    ['a nonce that is too long', `{"challengeNonce":"AAAA${nonce}","pin":"246810"}`],
    ['a nonce in base64url', `{"challengeNonce":"${'_'.repeat(43)}=","pin":"246810"}`],
    ['a PIN that is a number', `{"challengeNonce":"${nonce}","pin":246810}`],
    ['a hash to sign', `{"challengeNonce":"${nonce}","pin":"246810","hash":"AAAA"}`],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0xff, 0x7d]).toString('latin1')],
    ['a prototype', `{"__proto__":{"challengeNonce":"${nonce}"},"pin":"246810"}`],
  ])('is refused: %s', async (_what, body) => {
    await expectRefused({ body }, 422, 'ERR_AGENT_REQUEST_FORM');
  });
});

describe('the state in a request for events', () => {
  it.each([
    ['too short', '{"state":"0123456789abcde"}'],
    ['no hexadecimal number', '{"state":"0123456789abcdeg"}'],
    ['no text', '{"state":1}'],
    ['with a PIN beside it', '{"state":"0123456789abcdef","pin":"246810"}'],
  ])('is refused: %s', async (_what, body) => {
    await expectRefused({ path: '/events', body }, 422, 'ERR_AGENT_REQUEST_FORM');
  });
});

describe('a target that is not exactly one of the agent', () => {
  it.each([
    '/authenticate/',
    '//authenticate',
    '/./authenticate',
    '/x/../authenticate',
    '/authenticate?x=1',
    '/authenticate%20',
    '/AUTHENTICATE',
    '/authenticate%00',
    '/%61uthenticate',
    '/',
    '/sign',
    '/../../etc/passwd',
  ])('is not found: %s', async (path) => {
    await expectRefused({ path }, 404, 'ERR_AGENT_NOT_FOUND');
  });

  it('is not found in absolute form', async () => {
    const target = `http://127.0.0.1:${agent.port}/authenticate`;
    const answer = await sendRaw(
      agent,
      `${goodHeaders(target)}Content-Length: 2\r\nConnection: close\r\n\r\n{}`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 404 /);
    expect(agent.cards.touches()).toBe(touchesBefore);
  });

  it.each(['GET', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'TRACE'])('is not served by %s', async (method) => {
    const answer = await ask(agent, { method });
    expect([answer.status, answer.headers.allow]).toEqual([405, 'POST']);
    expect(agent.cards.touches()).toBe(touchesBefore);
  });
});

describe('another protocol', () => {
  it('WebSocket is refused', async () => {
    const answer = await sendRaw(
      agent,
      `GET /authenticate HTTP/1.1\r\nHost: 127.0.0.1:${agent.port}\r\nOrigin: ${gatewayOrigin}\r\n` +
        'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 403 /);
    expect(agent.cards.touches()).toBe(touchesBefore);
  });

  it('a tunnel is refused', async () => {
    const answer = await sendRaw(
      agent,
      'CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 403 /);
  });

  it('what is no HTTP at all is refused', async () => {
    expect(await sendRaw(agent, '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n')).toMatch(
      /^HTTP\/1\.1 400 /,
    );
  });
});

function goodHeaders(target = '/authenticate'): string {
  return (
    `POST ${target} HTTP/1.1\r\nHost: 127.0.0.1:${agent.port}\r\nOrigin: ${gatewayOrigin}\r\n` +
    `Content-Type: application/json\r\nJianbao-Pairing: ${agent.pairingSecret}\r\n`
  );
}
