import { createHash, randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createConsentWindow } from '../../smartcard/consent/window.js';
import type { ConsentQuestion } from '../../smartcard/index.js';
import {
  type Ask,
  ask,
  gatewayOrigin,
  nonce,
  startTestAgent,
  type TestAgent,
} from '../support/card-agent.js';
import { demoCards, type InsertedCards, insertCards } from '../support/demo-cards.js';

const pin = '246810';
const digest = { algorithm: 'SHA-256', value: createHash('sha256').update('report').digest('base64') };

const question: ConsentQuestion = {
  purpose: { kind: 'login' },
  origin: gatewayOrigin,
  holder: '陳怡君',
  readerName: 'reader',
  lastTry: false,
  pinGiven: false,
  lastTryAgreed: false,
  pinPad: false,
  language: 'zh-Hant',
};

let inserted: InsertedCards;
let agent: TestAgent;
let opened: ((address: string) => void) | undefined;
let now: Date;

beforeAll(async () => {
  inserted = await insertCards(await demoCards(), ['reporter']);
});
afterEach(() => agent.close());
afterAll(() => inserted.remove());

async function start(options: Parameters<typeof startTestAgent>[1] = {}): Promise<void> {
  now = new Date('2026-11-22T02:00:00.000Z');
  agent = await startTestAgent(inserted, {
    clock: () => now,
    askConsent: 'window',
    openWindow: async (address) => opened?.(address),
    ...options,
  });
}

/** Asks for a use of the card; gives the answer to come and the secret of the window that opened for it. */
async function asking(request: Ask) {
  const opening = new Promise<string>((resolve) => {
    opened = resolve;
  });
  const answer = ask(agent, request);
  const address = await Promise.race([opening, answer.then(({ text }) => Promise.reject(new Error(text)))]);
  return { answer, address, secret: address.split('#')[1] ?? '' };
}

const login = (more: object = {}): Ask => ({ body: { challengeNonce: nonce, ...more } });
const signing = (more: object = {}): Ask => ({
  path: '/sign-document',
  body: { name: '健檢.csv', digest, ...more },
});

/** A page that asks to log in; gives what closes it. */
function sendAndLeave(body: string): () => void {
  const socket = connect({ host: '127.0.0.1', port: agent.port });
  socket.write(
    `POST /authenticate HTTP/1.1\r\nHost: 127.0.0.1:${agent.port}\r\nOrigin: ${gatewayOrigin}\r\n` +
      `Content-Type: application/json\r\nJianbao-Pairing: ${agent.pairingSecret}\r\n` +
      `Content-Length: ${body.length}\r\n\r\n${body}`,
  );
  return () => socket.destroy();
}

/** What the window's own page sends; a test changes the one thing it attacks with. */
function fromWindow(path: string, proof: string | undefined, body: object, headers: Ask['headers'] = {}) {
  const own = {
    Origin: `http://127.0.0.1:${agent.port}`,
    'Jianbao-Pairing': undefined,
    'Jianbao-Consent': proof,
    'Sec-Fetch-Site': 'same-origin',
  };
  return ask(agent, { path, body, headers: { ...own, ...headers } });
}

const take = (secret: string | undefined, headers?: Ask['headers']) =>
  fromWindow('/consent/question', secret, {}, headers);
const decide = (key: string | undefined, body: object, headers?: Ask['headers']) =>
  fromWindow('/consent/answer', key, body, headers);

describe('the window', () => {
  it('shows gateway, holder and reader, takes the PIN, and the login goes on', async () => {
    await start();
    const { answer, address, secret } = await asking(login());
    expect(address).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:${agent.port}/consent#[A-Za-z0-9_-]{43}$`));
    const { json } = await take(secret);
    expect(json).toMatchObject({
      language: 'zh-Hant',
      title: '要用您的憑證卡登入這個網站嗎？',
      facts: [
        { label: '提出要求的網站', value: gatewayOrigin },
        { label: '憑證卡持有人', value: '陳怡君' },
        { label: '讀卡機', value: expect.stringContaining('SoftHSM') },
      ],
      asksPin: true,
      lastTry: false,
      secondsLeft: 120,
    });
    expect((await decide(json.key, { agree: true, pin })).status).toBe(200);
    expect((await answer).status).toBe(200);
  });

  it('shows a document’s name and digest too, and what could deceive in a name is made visible', async () => {
    await start();
    const { answer, secret } = await asking(
      signing({ name: 'report\u202Efdp\u2028.exe', language: 'en', pin }),
    );
    const { json } = await take(secret);
    const hex = createHash('sha256').update('report').digest('hex');
    expect(json.title).toBe('Sign this document with your card?');
    expect(json.facts.slice(0, 3)).toEqual([
      { label: 'Document', value: 'report�fdp�.exe' },
      { label: 'SHA-256', value: hex.match(/.{8}/g)?.join(' ') },
      { label: 'Site that asks', value: gatewayOrigin },
    ]);
    expect(json.asksPin).toBe(false);
    await decide(json.key, { agree: true });
    expect((await answer).status).toBe(200);
  });

  it('in which the person does not agree leaves the card alone', async () => {
    await start();
    const { answer, secret } = await asking(login({ pin }));
    const { key } = (await take(secret)).json;
    await decide(key, { agree: false });
    expect((await answer).json.code).toBe('ERR_AGENT_CANCELLED');
    expect(agent.cards.touches()).toBe(1);
  });

  it('says what is missing and stays open: the PIN, its length, the agreement to the last try', async () => {
    await start();
    for (const typed of ['735291', '846302']) {
      const { answer, secret } = await asking(login());
      const { key } = (await take(secret)).json;
      await decide(key, { agree: true, pin: typed });
      expect((await answer).json.code).toBe('ERR_AGENT_PIN_WRONG');
    }
    // The page's word for the last try does not count here.
    const { answer, secret } = await asking(login({ consentLastTry: true }));
    const touches = agent.cards.touches();
    const { key, lastTry } = (await take(secret)).json;
    expect(lastTry).toBe(true);
    const codes = [];
    for (const body of [{}, { pin: '1' }, { pin }]) {
      const { json } = await decide(key, { agree: true, ...body });
      codes.push(json.code);
    }
    expect(codes).toEqual(['ERR_AGENT_PIN_NEEDED', 'ERR_AGENT_PIN_LENGTH', 'ERR_AGENT_PIN_LAST_TRY']);
    expect(agent.cards.touches()).toBe(touches);
    expect((await decide(key, { agree: true, pin, lastTryAgreed: true })).status).toBe(200);
    expect((await answer).status).toBe(200);
  });

  it('is over when the time is up: 120 s for the whole, of which it says what is left', async () => {
    await start();
    const { answer, secret } = await asking(login());
    now = new Date(now.getTime() + 20_500);
    expect((await take(secret)).json.secondsLeft).toBe(100);
    await decide(undefined, { agree: false });
    await agent.close();
    await expect(answer).rejects.toThrow();
  });

  it('is over when nobody waits any more, and whoever agrees then is told so', async () => {
    const waiting = new AbortController();
    let address = '';
    const window = createConsentWindow({
      random: randomBytes,
      clock: () => new Date(0),
      open: async (opening) => {
        address = opening;
      },
      address: () => 'http://127.0.0.1:48127/consent',
      milliseconds: 120_000,
    });
    const answer = window.ask({ ...question, pinGiven: true }, waiting.signal);
    const { key } = window.take(address.split('#')[1]);
    waiting.abort();
    expect(await answer).toEqual({ kind: 'refused' });
    const agree = () => window.answer(key, { agreed: true, pin: undefined, lastTryAgreed: false });
    expect(agree).toThrow(expect.objectContaining({ code: 'ERR_AGENT_CONSENT_OVER', status: 410 }));
    expect(await window.ask(question, waiting.signal)).toEqual({ kind: 'refused' });
  });

  it('is over when the page that asked is gone', async () => {
    await start();
    const opening = new Promise<string>((resolve) => {
      opened = resolve;
    });
    const gone = sendAndLeave(JSON.stringify({ challengeNonce: nonce, pin }));
    const { key } = (await take((await opening).split('#')[1])).json;
    gone();
    await vi.waitFor(async () => {
      const { json } = await ask(agent, { path: '/readers', body: {} });
      expect(json.code).not.toBe('ERR_AGENT_BUSY');
    });
    expect((await decide(key, { agree: true })).json.code).toBe('ERR_AGENT_CONSENT_OVER');
    expect(agent.cards.touches()).toBe(2);
  });

  it('of an agent that asks for the PIN itself asks for it whatever the page sent', async () => {
    await start({ pinEntry: 'agent' });
    const status = await ask(agent, { method: 'GET', path: '/status' });
    expect(status.json.features).toEqual(['authenticate', 'sign-document', 'events', 'pin-in-agent']);
    const { answer, secret } = await asking(login({ pin: '735291' }));
    const { key, asksPin } = (await take(secret)).json;
    expect(asksPin).toBe(true);
    await decide(key, { agree: true, pin });
    expect((await answer).status).toBe(200);
  });

  it('is needed, or a terminal, by an agent that asks for the PIN itself', async () => {
    await start();
    await expect(startTestAgent(inserted, { pinEntry: 'agent' })).rejects.toThrow(
      new TypeError('An agent that asks for the PIN itself needs a prompt: the window or the terminal.'),
    );
  });
});

describe('attacks on the window', () => {
  /** The question is still open after the attack, and the card was not asked for its key. */
  async function expectUntouched(
    attack: (secret: string, key: string) => Promise<readonly unknown[]>,
    codes: unknown[],
  ) {
    await start();
    const { answer, secret } = await asking(signing({ pin }));
    const key = (await take(secret)).json.key;
    expect(await attack(secret, key)).toEqual(codes);
    expect(agent.cards.touches()).toBe(1);
    await decide(key, { agree: false });
    expect((await answer).json.code).toBe('ERR_AGENT_CANCELLED');
    expect(agent.cards.touches()).toBe(1);
  }
  const codeOf = async (answer: Promise<{ readonly json?: { readonly code?: string } }>) =>
    (await answer).json?.code;

  it.each([
    ['none', undefined],
    ['an empty one', ''],
    ['another one', 'A'.repeat(43)],
    ['the pairing secret', 'PAIRING'],
  ])('guess the secret: %s', async (_what, guess) => {
    await expectUntouched(async () => {
      const given = guess === 'PAIRING' ? agent.pairingSecret : guess;
      return [await codeOf(take(given)), await codeOf(decide(given, { agree: true, pin }))];
    }, ['ERR_AGENT_CONSENT_OVER', 'ERR_AGENT_CONSENT_OVER']);
  });

  it('use the secret of the link a second time, or to answer with', async () => {
    await expectUntouched(
      async (secret) => [await codeOf(take(secret)), await codeOf(decide(secret, { agree: true, pin }))],
      ['ERR_AGENT_CONSENT_OVER', 'ERR_AGENT_CONSENT_OVER'],
    );
  });

  it('answer before the window has asked', async () => {
    await start();
    const { answer, secret } = await asking(login());
    expect(await codeOf(decide(secret, { agree: true, pin }))).toBe('ERR_AGENT_CONSENT_OVER');
    await decide((await take(secret)).json.key, { agree: false });
    expect((await answer).json.code).toBe('ERR_AGENT_CANCELLED');
  });

  it('agree twice: the second time nothing is signed', async () => {
    await start();
    const { answer, secret } = await asking(signing({ pin }));
    const { key } = (await take(secret)).json;
    await decide(key, { agree: true });
    expect((await answer).status).toBe(200);
    const touches = agent.cards.touches();
    expect(await codeOf(decide(key, { agree: true, pin }))).toBe('ERR_AGENT_CONSENT_OVER');
    expect(agent.cards.touches()).toBe(touches);
  });

  it('agree to one question with the key of the one before', async () => {
    await start();
    const first = await asking(signing({ pin }));
    const { key } = (await take(first.secret)).json;
    await decide(key, { agree: false });
    await first.answer;
    await expectNext(key, first.secret);
  });

  async function expectNext(oldKey: string, oldSecret: string) {
    const next = await asking(signing({ pin }));
    const touches = agent.cards.touches();
    expect(await codeOf(take(oldSecret))).toBe('ERR_AGENT_CONSENT_OVER');
    expect(await codeOf(decide(oldKey, { agree: true }))).toBe('ERR_AGENT_CONSENT_OVER');
    expect(agent.cards.touches()).toBe(touches);
    await decide((await take(next.secret)).json.key, { agree: false });
    await next.answer;
  }

  it.each([
    ['another origin', { Origin: 'https://evil.example' }, 'ERR_AGENT_ORIGIN_NOT_ALLOWED'],
    ['the allowed gateway itself', { Origin: gatewayOrigin }, 'ERR_AGENT_ORIGIN_NOT_ALLOWED'],
    ['no origin', { Origin: undefined }, 'ERR_AGENT_ORIGIN_NOT_ALLOWED'],
    ['a null origin', { Origin: 'null' }, 'ERR_AGENT_ORIGIN_NOT_ALLOWED'],
    ['another name of this computer', { Origin: 'http://localhost:PORT' }, 'ERR_AGENT_ORIGIN_NOT_ALLOWED'],
    ['another port', { Origin: 'http://127.0.0.1:1' }, 'ERR_AGENT_ORIGIN_NOT_ALLOWED'],
    ['another site', { 'Sec-Fetch-Site': 'cross-site' }, 'ERR_AGENT_REQUEST_FORBIDDEN'],
    ['the same site', { 'Sec-Fetch-Site': 'same-site' }, 'ERR_AGENT_REQUEST_FORBIDDEN'],
    ['no-cors', { 'Sec-Fetch-Mode': 'no-cors' }, 'ERR_AGENT_REQUEST_FORBIDDEN'],
    ['a form', { 'Content-Type': 'application/x-www-form-urlencoded' }, 'ERR_AGENT_JSON_ONLY'],
    ['plain text', { 'Content-Type': 'text/plain' }, 'ERR_AGENT_JSON_ONLY'],
    ['a rebound name', { Host: 'evil.example:PORT', Origin: 'http://evil.example:PORT' }, 'ERR_AGENT_HOST'],
  ])('post from %s, with the right key', async (_what, headers, code) => {
    await expectUntouched(
      async (_secret, key) => {
        const entries = Object.entries(headers).map(([name, value]) => [
          name,
          value?.replace('PORT', String(agent.port)),
        ]);
        return [await codeOf(decide(key, { agree: true }, Object.fromEntries(entries)))];
      },
      [code],
    );
  });

  it('ask whether they may (CORS): no origin may, not even the gateway', async () => {
    await expectUntouched(
      async () => {
        const answers = [];
        for (const Origin of ['https://evil.example', gatewayOrigin])
          for (const path of ['/consent', '/consent/question', '/consent/answer']) {
            const headers = { Origin, 'Access-Control-Request-Method': 'POST' };
            const answer = await ask(agent, { method: 'OPTIONS', path, headers });
            answers.push([answer.status, answer.headers['access-control-allow-methods']]);
          }
        return answers;
      },
      Array(6).fill([405, undefined]),
    );
  });

  it.each([
    ['in a frame', { 'Sec-Fetch-Dest': 'iframe', 'Sec-Fetch-Site': 'cross-site' }],
    ['as an object', { 'Sec-Fetch-Dest': 'object', 'Sec-Fetch-Site': 'cross-site' }],
    ['in a window that a page opened', { 'Sec-Fetch-Site': 'cross-site' }],
    ['in a window that the gateway’s demonstration opened', { 'Sec-Fetch-Site': 'same-site' }],
    ['with fetch', { 'Sec-Fetch-Mode': 'cors', 'Sec-Fetch-Dest': 'empty' }],
  ])('open its page %s', async (_where, headers) => {
    await expectUntouched(async () => {
      const opening = {
        'Sec-Fetch-Site': 'none',
        'Sec-Fetch-Mode': 'navigate',
        'Sec-Fetch-Dest': 'document',
      };
      const answer = await ask(agent, {
        method: 'GET',
        path: '/consent',
        headers: { ...opening, ...headers },
      });
      return [answer.status, answer.json.code];
    }, [403, 'ERR_AGENT_REQUEST_FORBIDDEN']);
  });

  it('frame it where a browser sends no fetch metadata: the page refuses every frame', async () => {
    await start();
    const none = { 'Sec-Fetch-Site': undefined, 'Sec-Fetch-Mode': undefined, 'Sec-Fetch-Dest': undefined };
    const { status, headers, text } = await ask(agent, { method: 'GET', path: '/consent', headers: none });
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'x-frame-options': 'DENY',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'content-security-policy':
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; " +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
    });
    expect(text).not.toMatch(/<script(?![^>]* src=)| on[a-z]+=| style=/);
  });

  it.each([
    'not JSON',
    '[]',
    '{"agree":"yes"}',
    '{"agree":true,"pin":246810}',
    '{"agree":true,"origin":"x"}',
  ])('answer with %s', async (body) => {
    await expectUntouched(
      async (_secret, key) => {
        const headers = {
          Origin: `http://127.0.0.1:${agent.port}`,
          'Jianbao-Consent': key,
          'Sec-Fetch-Site': 'same-origin',
        };
        return [await codeOf(ask(agent, { path: '/consent/answer', body, headers }))];
      },
      ['ERR_AGENT_REQUEST_FORM'],
    );
  });

  it('find neither PIN nor secret in the log', async () => {
    await start();
    const { answer, secret } = await asking(login());
    const { key } = (await take(secret)).json;
    await decide(key, { agree: true, pin });
    await answer;
    for (const hidden of [pin, secret, key, '陳怡君'])
      expect(JSON.stringify(agent.log)).not.toContain(hidden);
    expect(agent.log.map(({ path }) => path)).toEqual([
      '/consent/question',
      '/consent/answer',
      '/authenticate',
    ]);
  });
});
