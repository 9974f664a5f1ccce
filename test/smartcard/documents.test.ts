import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { AskConsent, ConsentQuestion } from '../../smartcard/index.js';
import { ask, gatewayOrigin, startTestAgent, type TestAgent } from '../support/card-agent.js';
import {
  type DemoCards,
  demoCards,
  demoMoment,
  type InsertedCards,
  insertCards,
} from '../support/demo-cards.js';
import { addCertificateToken } from '../support/softhsm.js';
import { verifyDocument } from '../support/verify-document.js';

const pin = '246810';
const document = Buffer.from('職業健康檢查報告\r\nreport\n');
const agree: AskConsent = async () => ({ kind: 'granted' });

let demo: DemoCards;
let inserted: InsertedCards;
let scratch: string;
let agent: TestAgent;

beforeAll(async () => {
  demo = await demoCards();
  inserted = await insertCards(demo, ['reporter']);
  scratch = await mkdtemp(join(tmpdir(), 'jianbao-documents-'));
});
afterEach(() => agent.close());
afterAll(async () => {
  await inserted.remove();
  await rm(scratch, { recursive: true });
});

async function start(options: Parameters<typeof startTestAgent>[1] = {}, computer = inserted): Promise<void> {
  agent = await startTestAgent(computer, { clock: () => demoMoment, askDocumentConsent: agree, ...options });
}

function digestOf(algorithm: 'SHA-256' | 'SHA-384' | 'SHA-512') {
  const value = createHash(algorithm.replace('-', '')).update(document).digest('base64');
  return { algorithm, value };
}

function sign(more: object = {}) {
  const body = { name: 'report.pdf', digest: digestOf('SHA-256'), pin, ...more };
  return ask(agent, { path: '/sign-document', body });
}

const signatureIn = (json: { signature: string }) => Buffer.from(json.signature, 'base64');

describe('a signed document', () => {
  it.each(['SHA-256', 'SHA-384', 'SHA-512'] as const)(
    'by its %s digest is accepted by openssl, which finds the document changed by one octet',
    async (algorithm) => {
      await start();
      const { status, json } = await sign({ digest: digestOf(algorithm) });
      expect([status, Object.keys(json)]).toEqual([200, ['signature', 'certificate']]);
      const signature = signatureIn(json);
      expect(verifyDocument(demo, { document, signature, scratch })).toBe('CAdES Verification successful');
      const other = Buffer.concat([document.subarray(1), Buffer.of(0x20)]);
      expect(verifyDocument(demo, { document: other, signature, scratch })).toContain('verification failure');
    },
  );

  it.each(['prime256v1', 'secp384r1', 'secp521r1'])(
    'by a key on %s is accepted by openssl, whatever the digest',
    async (curve) => {
      const computer = await insertCards(demo, []);
      addCertificateToken(computer, { curve, pin: '123456', scratch });
      await start({}, computer);
      for (const algorithm of ['SHA-256', 'SHA-512'] as const) {
        const { json } = await sign({ digest: digestOf(algorithm), pin: '123456' });
        const trusted = join(scratch, `${curve}.crt`);
        const said = verifyDocument(demo, { document, signature: signatureIn(json), scratch, trusted });
        expect(said).toBe('CAdES Verification successful');
      }
      await computer.remove();
    },
  );

  it('is signed by the holder, at the time of the clock, and holds nothing but the certificate', async () => {
    await start();
    const { json } = await sign();
    expect(signatureIn(json).includes(Buffer.from('261122020000Z'))).toBe(true);
    expect(signatureIn(json).includes(Buffer.from(json.certificate, 'base64'))).toBe(true);
    expect(signatureIn(json).includes(document)).toBe(false);
    expect(signatureIn(json).includes(Buffer.from('report.pdf'))).toBe(false);
  });

  it('is not a login: what it signs is a set of attributes, which no origin and nonce can look like', async () => {
    await start();
    const value = randomBytes(64).toString('base64');
    const { json } = await sign({ digest: { algorithm: 'SHA-512', value } });
    expect(verifyDocument(demo, { document, signature: signatureIn(json), scratch })).toContain(
      'verification failure',
    );
  });
});

describe('the consent to a document', () => {
  it('is a question of its own that names document, digest, gateway and holder', async () => {
    const questions: ConsentQuestion[] = [];
    await start({
      askDocumentConsent: async (question) => {
        questions.push(question);
        return { kind: 'granted' };
      },
    });
    await sign();
    expect(questions).toEqual([
      {
        purpose: {
          kind: 'document',
          name: 'report.pdf',
          digest: {
            algorithm: 'SHA-256',
            value: new Uint8Array(createHash('sha256').update(document).digest()),
          },
        },
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

  it('is never the PIN on the page alone: without a window nothing is signed', async () => {
    agent = await startTestAgent(inserted, { openWindow: () => Promise.reject(new Error('no display')) });
    const { status, json } = await sign();
    expect([status, json.code]).toEqual([503, 'ERR_AGENT_NO_WINDOW']);
    expect(agent.cards.touches()).toBe(1);
  });

  it('that is refused leaves the PIN unused', async () => {
    await start({ askDocumentConsent: async () => ({ kind: 'refused' }) });
    expect((await sign()).json.code).toBe('ERR_AGENT_CANCELLED');
    expect(agent.cards.touches()).toBe(1);
  });
});

describe('a request to sign', () => {
  const digest = digestOf('SHA-256');
  it.each([
    ['no name', { name: undefined }],
    ['a name of blanks', { name: '  ' }],
    ['a name of a page', { name: 'x'.repeat(256) }],
    ['no digest', { digest: undefined }],
    ['a digest that is too short for its algorithm', { digest: { ...digest, algorithm: 'SHA-512' } }],
    ['a digest by SHA-1', { digest: { algorithm: 'SHA-1', value: Buffer.alloc(20).toString('base64') } }],
    ['a digest in hexadecimal', { digest: { ...digest, value: 'ab'.repeat(32) } }],
    ['the attributes ready to be signed', { attributes: 'MYIB' }],
    ['the document', { document: document.toString('base64') }],
    ['an origin', { origin: gatewayOrigin }],
    ['a nonce', { challengeNonce: Buffer.alloc(32).toString('base64') }],
    ['a consent', { agree: true }],
  ])('is refused: %s', async (_what, more) => {
    await start();
    const { status, json } = await sign(more);
    expect([status, json.code]).toEqual([422, 'ERR_AGENT_REQUEST_FORM']);
    expect(agent.cards.touches()).toBe(0);
  });

  it('counts wrong PINs together with logins', async () => {
    await start();
    expect((await sign({ pin: '735291' })).json).toMatchObject({ code: 'ERR_AGENT_PIN_WRONG', triesLeft: 2 });
    const login = await ask(agent, {
      body: { challengeNonce: Buffer.alloc(32).toString('base64'), pin: '735291' },
    });
    expect(login.json.code).toBe('ERR_AGENT_PIN_REPEATED');
  });
});
