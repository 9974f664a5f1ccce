import { createHash, verify, X509Certificate } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { AskConsent, ConsentQuestion } from '../../smartcard/index.js';
import { ask, gatewayOrigin, nonce, startTestAgent, type TestAgent } from '../support/card-agent.js';
import { type DemoCards, demoCards, type InsertedCards, insertCards } from '../support/demo-cards.js';

const pin = '246810';
const wrongPins = ['735291', '846302', '957413'];

let cards: DemoCards;
let inserted: InsertedCards;
let agent: TestAgent;
let now: Date;

beforeAll(async () => {
  cards = await demoCards();
  inserted = await insertCards(cards, ['reporter']);
});
afterEach(() => agent.close());
afterAll(() => inserted.remove());

async function start(options: Parameters<typeof startTestAgent>[1] = {}): Promise<void> {
  now = new Date('2026-11-22T02:00:00.000Z');
  agent = await startTestAgent(inserted, { clock: () => now, ...options });
}

function login(typed: string | undefined, more: object = {}) {
  return ask(agent, { body: { challengeNonce: nonce, pin: typed, ...more } });
}

async function codesOf(...pins: readonly string[]) {
  const answers = [];
  for (const each of pins) {
    const { status, json } = await login(each);
    answers.push([status, json.code, json.triesLeft]);
  }
  return answers;
}

describe('a card login', () => {
  it('gives a Web eID token that signs the origin of the header and the nonce', async () => {
    await start();
    const { status, json } = await login(pin);
    expect(status).toBe(200);
    expect(Object.keys(json)).toEqual([
      'unverifiedCertificate',
      'algorithm',
      'signature',
      'format',
      'appVersion',
    ]);
    expect(json).toMatchObject({
      algorithm: 'RS256',
      format: 'web-eid:1.0',
      appVersion: 'https://jianbao.invalid/jianbao-card-agent/1.0.0',
    });
    const certificate = new X509Certificate(Buffer.from(json.unverifiedCertificate, 'base64'));
    expect(certificate.subject).toBe('C=TW\nCN=陳怡君\nserialNumber=0000000114063001');
    const data = Buffer.concat(
      [gatewayOrigin, nonce].map((part) => createHash('sha256').update(part).digest()),
    );
    expect(verify('sha256', data, certificate.publicKey, Buffer.from(json.signature, 'base64'))).toBe(true);
  });

  it('answers on the IPv6 loopback address too', async () => {
    await start();
    expect(agent.addresses).toEqual(['127.0.0.1', '::1']);
    const headers = { Host: `[::1]:${agent.port}` };
    expect((await ask(agent, { address: '::1', headers })).status).toBe(200);
  });

  it('tells readers, and whether a card is in them, before any consent; not whose', async () => {
    await start();
    const { json, text } = await ask(agent, { path: '/readers', body: {} });
    expect(json.readers.map((reader: object) => Object.keys(reader).sort())).toEqual([
      ['cardPresent', 'id', 'name', 'pinPad'],
      ['cardPresent', 'id', 'name', 'pinPad'],
    ]);
    expect(json.readers.map(({ cardPresent }: { cardPresent: boolean }) => cardPresent)).toEqual([
      true,
      false,
    ]);
    expect(text).not.toMatch(/陳怡君|0000000114063001|jianbao-reporter/);
  });

  it('tells what is wrong in the language of the page', async () => {
    await start();
    expect((await login(undefined, { language: 'en' })).json).toEqual({
      code: 'ERR_AGENT_PIN_NEEDED',
      title: 'The PIN has not been entered yet',
      detail: "Enter your card's PIN and try again.",
    });
    expect((await login(undefined, { language: 'zh-Hant' })).json.title).toBe('還沒有輸入 PIN 碼');
  });

  it('does one thing at a time: a second request is refused while the person is asked', async () => {
    let answer: (() => void) | undefined;
    const asked = new Promise<void>((resolve) => {
      answer = resolve;
    });
    let isAsking: (() => void) | undefined;
    const asking = new Promise<void>((resolve) => {
      isAsking = resolve;
    });
    const askConsent: AskConsent = async () => {
      isAsking?.();
      await asked;
      return { kind: 'granted' };
    };
    await start({ askConsent });
    const first = login(pin);
    await asking;
    const touches = agent.cards.touches();
    const second = await login(pin);
    const readers = await ask(agent, { path: '/readers', body: {} });
    expect([second.json.code, readers.json.code]).toEqual(['ERR_AGENT_BUSY', 'ERR_AGENT_BUSY']);
    expect(agent.cards.touches()).toBe(touches);
    answer?.();
    expect((await first).status).toBe(200);
    expect((await login(pin)).status).toBe(200);
  });

  it('that takes too long is given up, and the card is not used afterwards', async () => {
    let answer: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => {
      answer = resolve;
    });
    let isAsking: () => void = () => undefined;
    const asking = new Promise<void>((resolve) => {
      isAsking = resolve;
    });
    await start({
      limits: { operationMilliseconds: 200 },
      askConsent: async () => {
        isAsking();
        await asked;
        return { kind: 'granted' };
      },
    });
    expect((await login(pin)).json.code).toBe('ERR_AGENT_TIMEOUT');
    await asking;
    const touches = agent.cards.touches();
    expect((await login(pin)).json.code).toBe('ERR_AGENT_BUSY');
    answer();
    await new Promise(setImmediate);
    expect(agent.cards.touches()).toBe(touches);
    expect((await login(pin)).json.code).not.toBe('ERR_AGENT_BUSY');
  });

  it('is refused when pages ask too often, with the seconds to wait', async () => {
    await start({ limits: { authenticationsPerMinute: 2, readersPerMinute: 1 } });
    await login(pin);
    await login(pin);
    const touches = agent.cards.touches();
    const { status, headers, json } = await login(pin);
    expect([status, json.code, headers['retry-after']]).toEqual([429, 'ERR_AGENT_TOO_MANY_REQUESTS', '60']);
    expect(json.detail).toBe('請等 60 秒後再試一次。');
    expect(agent.cards.touches()).toBe(touches);
    now = new Date(now.getTime() + 60_001);
    expect((await login(pin)).status).toBe(200);
  });
});

describe('the PIN', () => {
  it('that is wrong costs one try, and the agent does not try it again by itself', async () => {
    await start();
    expect(await codesOf(wrongPins[0] ?? '')).toEqual([[422, 'ERR_AGENT_PIN_WRONG', 2]]);
    const touches = agent.cards.touches();
    expect(await codesOf(wrongPins[0] ?? '')).toEqual([[422, 'ERR_AGENT_PIN_REPEATED', 2]]);
    // The certificate is read again, the PIN is not presented.
    expect(agent.cards.touches()).toBe(touches + 1);
  });

  it('wants an agreement of its own when one try is left', async () => {
    await start();
    expect(await codesOf(wrongPins[0] ?? '', wrongPins[1] ?? '', wrongPins[2] ?? '')).toEqual([
      [422, 'ERR_AGENT_PIN_WRONG', 2],
      [422, 'ERR_AGENT_PIN_WRONG', 1],
      [409, 'ERR_AGENT_PIN_LAST_TRY', 1],
    ]);
    expect((await login(pin)).json.code).toBe('ERR_AGENT_PIN_LAST_TRY');
    expect((await login(pin, { consentLastTry: true })).status).toBe(200);
  });

  it('that was right sets the count back', async () => {
    await start();
    await codesOf(wrongPins[0] ?? '');
    expect((await login(pin)).status).toBe(200);
    expect(await codesOf(wrongPins[0] ?? '')).toEqual([[422, 'ERR_AGENT_PIN_WRONG', 2]]);
  });

  it('cannot be burned: after three wrong ones the card rests for 15 minutes, though it never locks itself', async () => {
    await start();
    await codesOf(wrongPins[0] ?? '', wrongPins[1] ?? '');
    const third = await login(wrongPins[2], { consentLastTry: true });
    expect([third.json.code, third.json.triesLeft]).toEqual(['ERR_AGENT_PIN_WRONG', 0]);
    const fourth = await login(pin, { consentLastTry: true });
    expect(fourth.json).toMatchObject({ code: 'ERR_AGENT_PIN_RESTING', triesLeft: 0, retryAfter: 900 });
    expect(fourth.json.detail).toContain('15 分鐘後');
    now = new Date(now.getTime() + 15 * 60_000);
    expect((await login(pin)).status).toBe(200);
  });

  it.each(['12345', '123456789', ''])('of the wrong length never goes to the card: "%s"', async (typed) => {
    await start();
    const { json } = await login(typed);
    expect(json.code).toBe('ERR_AGENT_PIN_LENGTH');
    expect(agent.cards.touches()).toBe(1);
  });

  it('is in no answer and in no line of the log, right or wrong, and neither is the holder in the log', async () => {
    await start();
    const answers = [
      await login(pin),
      ...(await Promise.all(wrongPins.slice(0, 1).map((each) => login(each)))),
    ];
    answers.push(await ask(agent, { body: `{"challengeNonce":"${nonce}","pin":${pin}}` }));
    answers.push(await ask(agent, { body: `{"pin":"${pin}" oops` }));
    answers.push(await ask(agent, { path: `/authenticate?pin=${pin}` }));
    const log = JSON.stringify(agent.log);
    for (const secret of [pin, wrongPins[0] ?? '']) {
      expect(answers.map(({ text }) => text).join()).not.toContain(secret);
      expect(log).not.toContain(secret);
    }
    expect(log).not.toContain('陳怡君');
    expect(agent.log.map(({ code }) => code)).toEqual([
      undefined,
      'ERR_AGENT_PIN_WRONG',
      'ERR_AGENT_REQUEST_FORM',
      'ERR_AGENT_REQUEST_FORM',
      'ERR_AGENT_NOT_FOUND',
    ]);
  });
});

describe('the consent', () => {
  it('is asked naming the gateway and the holder of the card', async () => {
    const questions: ConsentQuestion[] = [];
    await start({
      askConsent: async (question) => {
        questions.push(question);
        return { kind: 'granted' };
      },
    });
    await login(pin);
    expect(questions).toEqual([
      {
        purpose: { kind: 'login' },
        origin: gatewayOrigin,
        holder: '陳怡君',
        readerName: expect.stringContaining('SoftHSM'),
        lastTry: false,
        pinGiven: true,
        lastTryAgreed: false,
        pinPad: false,
        language: 'zh-Hant',
      },
    ]);
  });

  it('that is refused leaves the PIN unused', async () => {
    await start({ askConsent: async () => ({ kind: 'refused' }) });
    expect((await login(pin)).json.code).toBe('ERR_AGENT_CANCELLED');
    expect(agent.cards.touches()).toBe(1);
  });

  it('may bring the PIN, typed in the agent instead of on the page', async () => {
    await start({ askConsent: async () => ({ kind: 'granted', pin: new Uint8Array(Buffer.from(pin)) }) });
    expect((await login(undefined)).status).toBe(200);
  });

  it('cannot bring a PIN that has just been refused', async () => {
    await start({
      askConsent: async () => ({ kind: 'granted', pin: new Uint8Array(Buffer.from(wrongPins[0] ?? '')) }),
    });
    expect((await login(undefined)).json.code).toBe('ERR_AGENT_PIN_WRONG');
    expect((await login(undefined)).json.code).toBe('ERR_AGENT_PIN_REPEATED');
  });
});

describe('without a card', () => {
  it('says that none is in the reader, also when it was pulled out after the consent', async () => {
    const leaving = await insertCards(cards, ['manager']);
    agent = await startTestAgent(leaving, {
      askConsent: async () => {
        await leaving.pullOut();
        return { kind: 'granted' };
      },
    });
    const { json } = await ask(agent, { body: { challengeNonce: nonce, pin: '13579246' } });
    expect(json.code).toBe('ERR_AGENT_NO_CARD');
    await leaving.remove();
  });

  it('says that the reader is empty', async () => {
    const empty = await insertCards(cards, []);
    agent = await startTestAgent(empty);
    const { status, json } = await ask(agent);
    expect([status, json.code, json.title]).toEqual([409, 'ERR_AGENT_NO_CARD', '讀卡機裡沒有憑證卡']);
    await empty.remove();
  });
});

describe('a page that waits for a card', () => {
  const events = (state?: string) => ask(agent, { path: '/events', body: { state } });
  const present = (json: { readers: readonly { cardPresent: boolean }[] }) =>
    json.readers.filter(({ cardPresent }) => cardPresent).length;

  it('is told when SoftHSM has lost it, and not whose it was', async () => {
    const leaving = await insertCards(cards, ['manager']);
    agent = await startTestAgent(leaving);
    const { json: before, text } = await events();
    expect(present(before)).toBe(1);
    expect(text).not.toContain('林志明');
    const change = events(before.state);
    await leaving.pullOut();
    let now = (await change).json;
    // While its files go, the token may show as a card that cannot be read; the page asks again with every change.
    while (present(now) > 0) now = (await events(now.state)).json;
    expect(now.readers).not.toEqual(before.readers);
    await leaving.remove();
  });

  it('is answered after a while when nothing changes, and asks again', async () => {
    await start({ limits: { eventMilliseconds: 1500 } });
    const { state } = (await events()).json;
    expect((await events(state)).json).toEqual({ state });
  });

  it('is refused when it asks too often', async () => {
    await start({ limits: { readersPerMinute: 1 } });
    expect((await events()).status).toBe(200);
    expect((await events()).json.code).toBe('ERR_AGENT_TOO_MANY_REQUESTS');
  });
});
