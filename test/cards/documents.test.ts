import { execFileSync } from 'node:child_process';
import { createHash, createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { ask, nonce, startTestAgent, type TestAgent } from '../support/card-agent.js';
import { type DemoCards, demoCards, demoMoment, readSignatureCard } from '../support/demo-cards.js';
import { verifyDocument } from '../support/verify-document.js';
import { type CardKey, createPivCard, type PivCard } from './virtual/piv-card.js';
import {
  openscModule,
  prepareReaderService,
  type ReaderService,
  whyNoReaderService,
} from './virtual/reader-service.js';

const pin = '246810';
const document = Buffer.from('職業健康檢查報告\n');
const digest = { algorithm: 'SHA-256', value: createHash('sha256').update(document).digest('base64') };
const useOf = { '9a': '0087079a', '9c': '0087079c' } as const;

const missing = whyNoReaderService();
if (missing !== undefined && process.env.CI !== undefined) throw new Error(`No virtual reader: ${missing}.`);

let demo: DemoCards;
let scratch: string;
let service: ReaderService;
let agent: TestAgent;
let forLogin: CardKey;
let forDocuments: CardKey;

beforeAll(async () => {
  if (missing !== undefined) return;
  demo = await demoCards();
  scratch = await mkdtemp(join(tmpdir(), 'jianbao-piv-documents-'));
  forLogin = await readSignatureCard(demo, 'reporter');
  forDocuments = makeDocumentKey('rsa:2048');
  service = await prepareReaderService();
});
beforeEach(async () => {
  if (missing !== undefined) return;
  await service.start();
  agent = await startTestAgent(
    { modulePath: openscModule },
    { clock: () => demoMoment, askDocumentConsent: async () => ({ kind: 'granted' }) },
  );
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

/** A key with a certificate for documents (contentCommitment) of the demo's MOICA G3. */
function makeDocumentKey(algorithm: string): CardKey {
  const at = (name: string) => join(scratch, name);
  const authority = demo.pki.authorities.find(({ id }) => id === 'moica-g3');
  if (authority === undefined) throw new TypeError('The demo has a MOICA G3.');
  const [certificate, key] = [authority.certificate, authority.key].map((name) => join(demo.directory, name));
  const parameters = algorithm === 'ec' ? ['-pkeyopt', 'ec_paramgen_curve:prime256v1'] : [];
  const newKey = ['req', '-new', '-nodes', '-newkey', algorithm, ...parameters, '-keyout', at('9c.key')];
  openssl([...newKey, '-utf8', '-subj', '/C=TW/CN=陳怡君', '-out', at('9c.csr')]);
  writeFileSync(at('9c.ext'), extensions);
  const issuer = ['-CA', certificate ?? '', '-CAkey', key ?? '', '-set_serial', '0x4142', '-days', '30'];
  openssl(['x509', '-req', '-in', at('9c.csr'), ...issuer, '-extfile', at('9c.ext'), '-out', at('9c.crt')]);
  return {
    privateKey: createPrivateKey(readFileSync(at('9c.key'))),
    certificate: new X509Certificate(readFileSync(at('9c.crt'))).raw,
  };
}

const extensions = `basicConstraints=critical,CA:FALSE
keyUsage=critical,nonRepudiation
authorityKeyIdentifier=keyid
subjectKeyIdentifier=hash
`;

function openssl(args: readonly string[]): void {
  execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] });
}

async function insert(keys: Parameters<typeof createPivCard>[0]['keys']): Promise<PivCard> {
  const guid = '00112233445566778899aabbccddeeff';
  const card = createPivCard({ keys, pin, puk: '86420975', guid });
  await service.insert(0, card);
  const isPresent = async () =>
    (await ask(agent, { path: '/readers', body: {} })).json.readers[0].cardPresent;
  await vi.waitFor(async () => expect(await isPresent()).toBe(true), { timeout: 5000, interval: 20 });
  return card;
}

const sign = (typed: string) =>
  ask(agent, { path: '/sign-document', body: { name: 'a.csv', digest, pin: typed } });
const login = (typed: string) => ask(agent, { body: { challengeNonce: nonce, pin: typed } });

/** VERIFY commands that carry a PIN. */
const pinsPresented = ({ log }: PivCard) => log.filter((apdu) => apdu.startsWith('0020008008')).length;

/** Uses of a key; of a chained command the last part counts. */
const uses = ({ log }: PivCard, key: '9a' | '9c') =>
  log.filter((apdu) => apdu.startsWith(useOf[key]) || apdu.startsWith(`008711${key}`)).length;

/** What openssl says of the answer's signature; it makes certificates from now on. */
function said({ signature }: { readonly signature: string }): string {
  return verifyDocument(demo, {
    document,
    signature: Buffer.from(signature, 'base64'),
    scratch,
    at: new Date(),
  });
}

describe.skipIf(missing !== undefined)(
  `over a virtual reader${missing === undefined ? '' : ` (${missing})`}`,
  () => {
    describe('a document', () => {
      it('is signed by the key for documents (9C), which gets the PIN again for the signature', async () => {
        const card = await insert({ '9a': forLogin, '9c': forDocuments });
        const { status, json } = await sign(pin);
        expect([status, json.code]).toEqual([200, undefined]);
        expect(Buffer.from(json.certificate, 'base64').equals(forDocuments.certificate)).toBe(true);
        expect(said(json)).toBe('CAdES Verification successful');
        expect([uses(card, '9a'), uses(card, '9c'), pinsPresented(card)]).toEqual([0, 1, 2]);
        expect([card.isPinVerified(), card.pinTriesLeft()]).toEqual([false, 3]);
      });

      it('is signed by an elliptic-curve key for documents too', async () => {
        const card = await insert({ '9a': forLogin, '9c': makeDocumentKey('ec') });
        const { json } = await sign(pin);
        expect(said(json)).toBe('CAdES Verification successful');
        expect([uses(card, '9c'), pinsPresented(card)]).toEqual([1, 2]);
      });

      it('is signed by the key that logs in where the card has no other', async () => {
        const card = await insert({ '9a': forLogin });
        const { json } = await sign(pin);
        expect(said(json)).toBe('CAdES Verification successful');
        expect([uses(card, '9a'), pinsPresented(card)]).toEqual([1, 1]);
      });

      it('with a wrong PIN costs one try, not two', async () => {
        const card = await insert({ '9a': forLogin, '9c': forDocuments });
        const { json } = await sign('735291');
        expect(json).toMatchObject({ code: 'ERR_AGENT_PIN_WRONG', triesLeft: 2 });
        expect([card.keyUses(), pinsPresented(card), card.pinTriesLeft()]).toEqual([0, 1, 2]);
      });
    });

    describe('a login', () => {
      it('works with a key that wants the PIN for each signature, when the card has no other', async () => {
        const card = await insert({ '9c': forLogin });
        const { status, json } = await login(pin);
        expect([status, json.algorithm]).toEqual([200, 'RS256']);
        expect([uses(card, '9c'), pinsPresented(card), card.isPinVerified()]).toEqual([1, 2, false]);
      });

      it('does not use a key for documents', async () => {
        const card = await insert({ '9c': forDocuments });
        expect((await login(pin)).json.code).toBe('ERR_AGENT_NO_SIGNATURE_CERTIFICATE');
        expect(pinsPresented(card)).toBe(0);
      });
    });
  },
);
