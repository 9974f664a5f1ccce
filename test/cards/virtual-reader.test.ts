import { createHash, verify, X509Certificate } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  type Ask,
  ask,
  gatewayOrigin,
  nonce,
  startTestAgent,
  type TestAgent,
} from '../support/card-agent.js';
import { type DemoCards, demoCards, readSignatureCard } from '../support/demo-cards.js';
import { makeKeyAndCertificate } from '../support/softhsm.js';
import { type CardKey, createPivCard, type PivCard } from './virtual/piv-card.js';
import {
  openscModule,
  prepareReaderService,
  type ReaderService,
  whyNoReaderService,
} from './virtual/reader-service.js';
import type { InsertedCard } from './virtual/reader-socket.js';

const pin = '246810';
const puk = '86420975';
const wrongPins = ['735291', '846302', '957413'] as const;

/** The reader service looks at its readers every 0.4 seconds. */
const soon = { timeout: 5000, interval: 20 };

/** Instruction with which a key is used. */
const generalAuthenticate = 0x87;

const missing = whyNoReaderService();
if (missing !== undefined && process.env.CI !== undefined) throw new Error(`No virtual reader: ${missing}.`);

let demo: DemoCards;
let reporter: CardKey;
let scratch: string;
let service: ReaderService;
let agent: TestAgent;

beforeAll(async () => {
  if (missing !== undefined) return;
  demo = await demoCards();
  reporter = await readSignatureCard(demo, 'reporter');
  scratch = await mkdtemp(join(tmpdir(), 'jianbao-virtual-'));
  service = await prepareReaderService();
});
beforeEach(async () => {
  if (missing !== undefined) return;
  await service.start();
  agent = await startAgentHere();
});
afterEach(async () => {
  if (missing !== undefined) return;
  await agent.close();
  await service.kill();
});
afterAll(async () => {
  await service?.remove();
  if (scratch !== undefined) await rm(scratch, { recursive: true });
});

function startAgentHere(options: Parameters<typeof startTestAgent>[1] = {}): Promise<TestAgent> {
  return startTestAgent({ modulePath: openscModule }, options);
}

function makeCard(options: Partial<Parameters<typeof createPivCard>[0]> = {}): PivCard {
  const guid = '00112233445566778899aabbccddeeff';
  return createPivCard({ keys: { '9a': reporter }, pin, puk, guid, ...options });
}

async function insert(...args: Parameters<ReaderService['insert']>): Promise<InsertedCard> {
  const [slot] = args;
  const card = await service.insert(...args);
  await vi.waitFor(async () => expect((await slots())[slot]).toBe(true), soon);
  return card;
}

function login(typed: string | undefined, more: object = {}) {
  return ask(agent, { body: { challengeNonce: nonce, pin: typed, ...more } });
}

function events(state?: string) {
  return ask(agent, { path: '/events', body: { state } });
}

function present({ readers }: { readers: readonly { cardPresent: boolean }[] }): readonly boolean[] {
  return readers.map(({ cardPresent }) => cardPresent);
}

async function slots(): Promise<readonly boolean[]> {
  const { json } = await ask(agent, { path: '/readers', body: {} });
  return json.readers.map(({ cardPresent }: { cardPresent: boolean }) => cardPresent);
}

/** Agents keep their own count of wrong PINs; a new one knows only what the card says. */
async function restartAgent(options: Parameters<typeof startTestAgent>[1] = {}): Promise<void> {
  await agent.close();
  agent = await startAgentHere(options);
}

function untilSlots(expected: readonly boolean[]): Promise<void> {
  return vi.waitFor(async () => expect(await slots()).toEqual(expected), soon);
}

async function whatIsUsed() {
  return {
    files: (await readdir('/proc/self/fd')).length,
    megabytes: Math.round(process.memoryUsage.rss() / 2 ** 20),
  };
}

/** PIV pads with FF to eight octets. */
function padded(secret: string): string {
  return Buffer.from(secret, 'latin1').toString('hex').padEnd(16, 'f');
}

function verifyCommand(typed: string): Buffer {
  return Buffer.from(`0020008008${padded(typed)}`, 'hex');
}

/** VERIFY commands that carry a PIN, in the card's log. */
function pinsPresented({ log }: PivCard): number {
  return log.filter((apdu) => apdu.startsWith('0020008008')).length;
}

// biome-ignore lint/suspicious/noExplicitAny: JSON of an answer under test
function isSigned(token: any): boolean {
  const { publicKey } = new X509Certificate(Buffer.from(token.unverifiedCertificate, 'base64'));
  const parts = [gatewayOrigin, nonce].map((part) => createHash('sha256').update(part).digest());
  const key = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const;
  return verify('sha256', Buffer.concat(parts), key, Buffer.from(token.signature, 'base64'));
}

describe.skipIf(missing !== undefined)(
  `over a virtual reader${missing === undefined ? '' : ` (${missing})`}`,
  () => {
    describe('a card', () => {
      it('shows up in its slot, and what is on it does not', async () => {
        const card = makeCard();
        await insert(1, card);
        const { json, text } = await ask(agent, { path: '/readers', body: {} });
        expect(json.readers).toEqual([
          { id: expect.any(String), name: 'Virtual PCD 00 00', cardPresent: false, pinPad: false },
          { id: expect.any(String), name: 'Virtual PCD 00 01', cardPresent: true, pinPad: false },
        ]);
        expect(text).not.toContain('陳怡君');
        expect(card.keyUses()).toBe(0);
      });

      it('with an RSA key logs in with RS256', async () => {
        const card = makeCard();
        await insert(0, card);
        const { status, json } = await login(pin);
        expect([status, json.algorithm, isSigned(json)]).toEqual([200, 'RS256', true]);
        expect([pinsPresented(card), card.keyUses()]).toEqual([1, 1]);
      });

      it('with a P-256 key logs in with ES256, as R‖S', async () => {
        const card = makeCard({ keys: { '9a': makeKeyAndCertificate('prime256v1', scratch) } });
        await insert(0, card);
        const { status, json } = await login(pin);
        expect([status, json.algorithm, isSigned(json)]).toEqual([200, 'ES256', true]);
        expect(Buffer.from(json.signature, 'base64').length).toBe(64);
      });

      it('with a key for documents too logs in with the one for authentication', async () => {
        const card = makeCard({ keys: { '9c': await readSignatureCard(demo, 'manager'), '9a': reporter } });
        await insert(0, card);
        const { json } = await login(pin);
        expect(new X509Certificate(Buffer.from(json.unverifiedCertificate, 'base64')).subject).toContain(
          '陳怡君',
        );
      });

      it('that takes its time is waited for', async () => {
        let answer: () => void = () => undefined;
        const slow = new Promise<void>((resolve) => {
          answer = resolve;
        });
        let isSigning: () => void = () => undefined;
        const signing = new Promise<void>((resolve) => {
          isSigning = resolve;
        });
        await insert(0, makeCard(), {
          beforeAnswer: async (apdu) => {
            if (apdu[1] !== generalAuthenticate) return;
            isSigning();
            await slow;
          },
        });
        const first = login(pin);
        await signing;
        expect((await login(pin)).json.code).toBe('ERR_AGENT_BUSY');
        answer();
        expect((await first).status).toBe(200);
      });
    });

    describe('the PIN', () => {
      it('is asked of the card once for each login, with the tries left, until the card locks', async () => {
        const card = makeCard();
        await insert(0, card);
        const answers = [];
        for (const [typed, more] of [
          [wrongPins[0], {}],
          [wrongPins[1], {}],
          [wrongPins[2], {}],
          [wrongPins[2], { consentLastTry: true }],
          [pin, {}],
        ] as const) {
          const { status, json } = await login(typed, more);
          answers.push([status, json.code, json.triesLeft, pinsPresented(card), card.pinTriesLeft()]);
        }
        expect(answers).toEqual([
          [422, 'ERR_AGENT_PIN_WRONG', 2, 1, 2],
          [422, 'ERR_AGENT_PIN_WRONG', 1, 2, 1],
          [409, 'ERR_AGENT_PIN_LAST_TRY', 1, 2, 1],
          [409, 'ERR_AGENT_PIN_LOCKED', 0, 3, 0],
          [409, 'ERR_AGENT_PIN_LOCKED', 0, 3, 0],
        ]);
      });

      it('on its last try is known from the card’s own flag to an agent that has just started', async () => {
        const card = makeCard();
        await insert(0, card);
        await login(wrongPins[0]);
        await login(wrongPins[1]);
        await restartAgent();
        expect((await login(pin)).json).toMatchObject({ code: 'ERR_AGENT_PIN_LAST_TRY', triesLeft: 1 });
        expect(pinsPresented(card)).toBe(2);
        expect((await login(pin, { consentLastTry: true })).status).toBe(200);
        await restartAgent();
        expect((await login(wrongPins[0])).json).toMatchObject({ code: 'ERR_AGENT_PIN_WRONG', triesLeft: 2 });
      });

      it('that is locked is known from the flag too, and works again once the PUK has unlocked it', async () => {
        const card = makeCard();
        await insert(0, card);
        for (const typed of wrongPins) card.respond(verifyCommand(typed));
        const { json } = await login(pin);
        expect([json.code, json.title]).toEqual(['ERR_AGENT_PIN_LOCKED', '憑證卡的 PIN 碼已經鎖住']);
        expect(pinsPresented(card)).toBe(3);
        const unblock = card.respond(Buffer.from(`002c008010${padded(puk)}${padded('975310')}`, 'hex'));
        expect(unblock.toString('hex')).toBe('9000');
        expect((await login('975310')).status).toBe(200);
      });
    });

    describe('after a login', () => {
      it('the card has forgotten the PIN and signs for nobody', async () => {
        const card = makeCard();
        await insert(0, card);
        expect((await login(pin)).status).toBe(200);
        expect(card.isPinVerified()).toBe(false);
        const challenge = `7c${'22'}82008120${'11'.repeat(32)}`;
        const answer = card.respond(Buffer.from(`0087079a24${challenge}`, 'hex'));
        expect([answer.toString('hex'), card.keyUses()]).toEqual(['6982', 1]);
        expect((await login(undefined)).json.code).toBe('ERR_AGENT_PIN_NEEDED');
        expect(card.keyUses()).toBe(1);
      });

      it('nothing is left that five hundred logins would pile up', async () => {
        const card = makeCard();
        await insert(0, card);
        const used: { files: number; megabytes: number }[] = [];
        for (let count = 1; count <= 500; count += 1) {
          expect((await login(pin)).status).toBe(200);
          expect([card.keyUses(), pinsPresented(card)]).toEqual([count, count]);
          if (count % 100 === 0) used.push(await whatIsUsed());
        }
        const [first, ...later] = used;
        for (const { files, megabytes } of later) {
          // Connections of requests that have just ended come and go; one handle left by each login would make hundreds.
          expect(files - (first?.files ?? 0)).toBeLessThan(6);
          // The log of the card and the answers of this test are in the same process; a login that left 64 KiB would
          // make 25 MB.
          expect(megabytes - (first?.megabytes ?? 0)).toBeLessThan(20);
        }
      }, 180_000);
    });

    describe('pulled out', () => {
      it('between PIN and signature, a card is told as such; put back, it works again', async () => {
        const card = makeCard();
        const first = await insert(0, card, {
          beforeAnswer: (apdu) => {
            if (apdu[1] === generalAuthenticate) first.pullOut();
          },
        });
        const { status, json } = await login(pin);
        expect([status, json.code, json.title]).toEqual([
          409,
          'ERR_AGENT_CARD_REMOVED',
          '憑證卡在使用途中被拔出',
        ]);
        await insert(0, card);
        expect((await login(pin)).status).toBe(200);
      });

      it('before the PIN, a card loses no try', async () => {
        const card = makeCard();
        const first = await insert(0, card, {
          beforeAnswer: (apdu) => {
            if (apdu.subarray(0, 5).toString('hex') === '0020008008') first.pullOut();
          },
        });
        expect((await login(pin)).json.code).toBe('ERR_AGENT_CARD_REMOVED');
        await untilSlots([false, false]);
        expect((await login(pin)).json.code).toBe('ERR_AGENT_NO_CARD');
      });

      it('and put back between two logins, nothing is noticed', async () => {
        const card = makeCard();
        const first = await insert(0, card);
        expect((await login(pin)).status).toBe(200);
        first.pullOut();
        await insert(0, card);
        expect((await login(pin)).status).toBe(200);
      });
    });

    it('the reader service that dies and comes back is found again', async () => {
      const card = makeCard();
      await insert(0, card);
      expect((await login(pin)).status).toBe(200);
      await service.kill();
      expect((await login(pin)).json.code).toBe('ERR_AGENT_NO_READER');
      expect(await slots()).toEqual([]);
      await service.start();
      expect((await login(pin)).json.code).toBe('ERR_AGENT_NO_CARD');
      await insert(0, card);
      expect((await login(pin)).status).toBe(200);
    });

    describe('a page that waits', () => {
      it('is told when a card is put in, and when it is pulled out', async () => {
        const before = (await events()).json;
        expect(present(before)).toEqual([false, false]);
        const putIn = events(before.state);
        const card = await service.insert(1, makeCard());
        const meanwhile = (await putIn).json;
        expect(present(meanwhile)).toEqual([false, true]);
        const takenOut = events(meanwhile.state);
        card.pullOut();
        const after = (await takenOut).json;
        expect([present(after), after.state]).toEqual([[false, false], before.state]);
      });

      it('does not keep a card from being used, and waits on', async () => {
        const card = makeCard();
        const inserted = await insert(0, card);
        const { state } = (await events()).json;
        const waiting = events(state);
        for (let count = 1; count <= 3; count += 1) expect((await login(pin)).status).toBe(200);
        inserted.pullOut();
        expect(present((await waiting).json)).toEqual([false, false]);
        expect([card.keyUses(), pinsPresented(card), card.isPinVerified()]).toEqual([3, 3, false]);
      });

      it('is told when the reader service goes and comes back', async () => {
        const { state } = (await events()).json;
        const gone = events(state);
        await service.kill();
        const without = (await gone).json;
        expect(without.readers).toEqual([]);
        const back = events(without.state);
        await service.start();
        expect(present((await back).json)).toEqual([false, false]);
      });

      it('asks the card nothing while nothing changes', async () => {
        await restartAgent({ limits: { eventMilliseconds: 700 } });
        const card = makeCard();
        await insert(0, card);
        const { state } = (await events()).json;
        const commands = card.log.length;
        await events(state);
        const opening = card.log.length - commands;
        await restartAgent({ limits: { eventMilliseconds: 1400 } });
        expect((await events(state)).json).toEqual({ state });
        expect(card.log.length).toBe(commands + 2 * opening);
      });

      it('shares its watch with the others, up to eight', async () => {
        const { state } = (await events()).json;
        const pages = Array.from({ length: 8 }, () => events(state));
        await vi.waitFor(async () => expect((await events(state)).json.code).toBe('ERR_AGENT_BUSY'), soon);
        expect(present((await events()).json)).toEqual([false, false]);
        await service.insert(0, makeCard());
        for (const page of pages) expect(present((await page).json)).toEqual([true, false]);
      });
    });

    it('two cards must be told apart, and the chosen one signs', async () => {
      const [own, other] = [
        makeCard(),
        makeCard({ keys: { '9a': await readSignatureCard(demo, 'medical') } }),
      ];
      await Promise.all([insert(0, own), insert(1, other)]);
      expect((await login(pin)).json.code).toBe('ERR_AGENT_SEVERAL_CARDS');
      expect([pinsPresented(own), pinsPresented(other)]).toEqual([0, 0]);
      const { json } = await ask(agent, { path: '/readers', body: {} });
      const token = (await login(pin, { readerId: json.readers[1].id })).json;
      expect(new X509Certificate(Buffer.from(token.unverifiedCertificate, 'base64')).subject).toContain(
        '黃淑芬',
      );
      expect([own.keyUses(), other.keyUses()]).toEqual([0, 1]);
    });

    describe('a request that is refused', () => {
      const attacks: readonly (readonly [string, Ask, string])[] = [
        ['another Host', { headers: { Host: 'evil.example' } }, 'ERR_AGENT_HOST'],
        ['another Origin', { headers: { Origin: 'https://evil.example' } }, 'ERR_AGENT_ORIGIN_NOT_ALLOWED'],
        ['no Origin', { headers: { Origin: undefined } }, 'ERR_AGENT_ORIGIN_NOT_ALLOWED'],
        ['no pairing', { headers: { 'Jianbao-Pairing': undefined } }, 'ERR_AGENT_NOT_PAIRED'],
        ['a stolen pairing', { headers: { 'Jianbao-Pairing': 'A'.repeat(43) } }, 'ERR_AGENT_NOT_PAIRED'],
        [
          'a form',
          { headers: { 'Content-Type': 'application/x-www-form-urlencoded' } },
          'ERR_AGENT_JSON_ONLY',
        ],
        ['no-cors', { headers: { 'Sec-Fetch-Mode': 'no-cors' } }, 'ERR_AGENT_REQUEST_FORBIDDEN'],
        ['a large body', { body: ' '.repeat(8193) }, 'ERR_AGENT_TOO_LARGE'],
        [
          'an origin in the body',
          { body: { challengeNonce: nonce, pin, origin: 'x' } },
          'ERR_AGENT_REQUEST_FORM',
        ],
        ['a hash to sign', { body: { challengeNonce: nonce, pin, hash: 'AAAA' } }, 'ERR_AGENT_REQUEST_FORM'],
        [
          'events for another Origin',
          { path: '/events', headers: { Origin: 'null' } },
          'ERR_AGENT_ORIGIN_NOT_ALLOWED',
        ],
        [
          'events without pairing',
          { path: '/events', headers: { 'Jianbao-Pairing': '' } },
          'ERR_AGENT_NOT_PAIRED',
        ],
        [
          'a document for another Origin',
          { path: '/sign-document', headers: { Origin: 'https://evil.example' } },
          'ERR_AGENT_ORIGIN_NOT_ALLOWED',
        ],
        [
          'a document without pairing',
          { path: '/sign-document', headers: { 'Jianbao-Pairing': undefined } },
          'ERR_AGENT_NOT_PAIRED',
        ],
        [
          'a document ready to be signed',
          { path: '/sign-document', body: { name: 'x', pin, attributes: 'MYIB' } },
          'ERR_AGENT_REQUEST_FORM',
        ],
        [
          'an answer in place of the window',
          { path: '/consent/answer', body: { agree: true, pin } },
          'ERR_AGENT_ORIGIN_NOT_ALLOWED',
        ],
        ['another path', { path: '/authenticate?x' }, 'ERR_AGENT_NOT_FOUND'],
        ['another method', { method: 'PUT' }, 'ERR_AGENT_METHOD'],
      ];

      it('leaves the card’s counter of commands still', async () => {
        const card = makeCard();
        await insert(0, card);
        expect((await login(pin)).status).toBe(200);
        const commands = card.log.length;
        const codes = [];
        for (const [, attack] of attacks) codes.push((await ask(agent, attack)).json.code);
        expect(codes).toEqual(attacks.map(([, , code]) => code));
        expect(card.log.length).toBe(commands);
      });
    });
  },
);
