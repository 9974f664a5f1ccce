import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { callApi } from '../../src/demo/api-client.js';
import { findFreePort } from '../../src/demo/find-free-port.js';
import { type Gateway, startGateway } from '../../src/gateway.js';
import { demoCards, signToken } from '../support/demo-cards.js';
import { findPerson, type Installation, startInstallation } from '../support/installation.js';

/** Two gateways on one database, each with its own trust folder. */
let installation: Installation;
let second: { readonly gateway: Gateway; readonly origin: string };
const folders: string[] = [];
const tokens: Record<string, string> = {};

async function trustFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'jianbao-trust-'));
  folders.push(folder);
  const { directory } = await demoCards(new Date());
  for (const name of ['anchors', 'crls'])
    await cp(join(directory, name), join(folder, name), { recursive: true });
  // Lists of issuers that are not trusted yet wait in the folder.
  await cp(join(directory, 'untrusted'), join(folder, 'crls'), {
    recursive: true,
    filter: (source) => !source.endsWith('.crt'),
  });
  return folder;
}

beforeAll(async () => {
  installation = await startInstallation({}, {}, { JIANBAO_TRUST_DIR: await trustFolder() });
  const { config, gateway } = installation;
  const port = await findFreePort();
  const origin = `http://localhost:${port}`;
  const { log, clock, randomBytes } = gateway.services;
  second = {
    origin,
    gateway: await startGateway({
      config: {
        ...config,
        origin,
        listen: { host: 'localhost', port },
        directories: { ...config.directories, trust: await trustFolder() },
      },
      clock,
      randomBytes,
      log,
    }),
  };
  for (const userName of ['supervisor01', 'supervisor02'])
    tokens[userName] = await installation.logIn(userName);
}, 120_000);

afterAll(async () => {
  await second?.gateway.stop();
  await installation?.stop();
  for (const folder of folders) await rm(folder, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly location: string | null;
  readonly text: string;
}

async function send(
  userName: string,
  method: string,
  path: string,
  body?: URLSearchParams | FormData,
): Promise<Answer> {
  const response = await fetch(installation.origin + path, {
    method,
    redirect: 'manual',
    headers: { authorization: `Bearer ${tokens[userName]}`, cookie: 'lang=en' },
    ...(body !== undefined && { body }),
  });
  return {
    status: response.status,
    location: response.headers.get('location'),
    text: await response.text(),
  };
}

async function certificateFile(id: string): Promise<Buffer> {
  const { pki, directory } = installation.cards;
  const found = pki.authorities.find((authority) => authority.id === id);
  return readFile(join(directory, found?.certificate ?? ''));
}

async function upload(userName: string, content: Buffer): Promise<Answer> {
  const form = new FormData();
  form.append('file', new Blob([content]), 'root.crt');
  form.append('text', '');
  return send(userName, 'POST', '/trust/add', form);
}

const hidden = (page: Answer) => /name="certificate" value="([^"]+)"/.exec(page.text)?.[1] ?? '';

/** The fingerprint that a page shows. */
const fingerprintOn = ({ text }: Answer) =>
  (/(?:[0-9A-F]{4} ){15}[0-9A-F]{4}/.exec(text)?.[0] ?? '').replaceAll(' ', '').toLowerCase();

/** Proposes as one supervisor and approves as the other; gives the certificate's fingerprint. */
async function add(id: string): Promise<string> {
  const check = await upload('supervisor01', await certificateFile(id));
  expect([check.status, check.text.includes('Check what would change')]).toEqual([200, true]);
  const order = { certificate: hidden(check), revocation: 'crl', reason: 'test' };
  const proposed = await send('supervisor01', 'POST', '/trust/proposals', new URLSearchParams(order));
  expect([proposed.status, proposed.location]).toEqual([303, expect.stringMatching(/\?done=proposed$/)]);
  return approve((proposed.location ?? '').replace(/\?.*/, ''));
}

async function approve(path: string): Promise<string> {
  const fingerprint = fingerprintOn(await send('supervisor02', 'GET', path));
  const digits = new URLSearchParams({ digits: fingerprint.slice(-8) });
  const approved = await send('supervisor02', 'POST', `${path}/approve`, digits);
  expect([approved.status, approved.location]).toEqual([303, `${path}?done=approved`]);
  return fingerprint;
}

/** What comes of a login with this card at one of the gateways: `ok` or a code. */
async function outcomeAt(origin: string, card: string): Promise<string> {
  await installation.gateway.db('login_failures').delete();
  const { challenge, nonce } = await callApi(origin, 'POST', '/api/v1/session/challenge');
  const token = await signToken(installation.cards, { card, origin, nonce: String(nonce) });
  const { userName, password } = findPerson(installation.people, 'reporter01');
  const response = await fetch(`${origin}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ challenge, userName, password, token }),
  });
  return response.ok ? 'ok' : String(((await response.json()) as { code: string }).code);
}

it('an anchor’s cards log in at every gateway after the approval, and nowhere after its removal', async () => {
  const origins = [installation.origin, second.origin];
  const both = () => Promise.all(origins.map((origin) => outcomeAt(origin, 'unknown-issuer')));
  expect(await both()).toEqual(['ERR_CARD_ISSUER_UNKNOWN', 'ERR_CARD_ISSUER_UNKNOWN']);
  const root = await add('untrusted-root');
  await add('untrusted-moica');
  // At once where it was approved, within ten seconds elsewhere.
  expect(await outcomeAt(installation.origin, 'unknown-issuer')).toBe('ok');
  await vi.waitFor(async () => expect(await outcomeAt(second.origin, 'unknown-issuer')).toBe('ok'), {
    timeout: 10_000,
    interval: 500,
  });
  const page = await send('supervisor01', 'GET', `/trust/certificates/${root}/remove`);
  expect(page.text).toContain('1 account is bound to a card that will not log in any more.');
  const proposed = await send(
    'supervisor01',
    'POST',
    `/trust/certificates/${root}/remove`,
    new URLSearchParams({ reason: 'test' }),
  );
  await approve((proposed.location ?? '').replace(/\?.*/, ''));
  expect(await outcomeAt(installation.origin, 'unknown-issuer')).toBe('ERR_CARD_ISSUER_UNKNOWN');
  await vi.waitFor(
    async () => expect(await outcomeAt(second.origin, 'unknown-issuer')).toBe('ERR_CARD_ISSUER_UNKNOWN'),
    { timeout: 10_000, interval: 500 },
  );
}, 60_000);

it('what is no certificate to trust is told at the form, and nothing is kept', async () => {
  const before = await installation.gateway.db('trust_proposals').count({ rows: '*' });
  const { directory } = installation.cards;
  const refusals = [
    [Buffer.from('text'), 'does not hold exactly one certificate'],
    [Buffer.alloc(0), 'does not hold exactly one certificate'],
    [Buffer.alloc(40_000), 'no more than 32 KB'],
    [await certificateFile('root'), 'on the trust list already'],
    [await readFile(join(directory, 'cards/reporter/signature.crt')), 'not the one of an authority'],
  ] as const;
  for (const [content, sentence] of refusals) {
    const { status, text } = await upload('supervisor01', content);
    expect([status, text.includes(sentence)]).toEqual([422, true]);
    expect(text).toContain('id="file-error"');
  }
  expect(await installation.gateway.db('trust_proposals').count({ rows: '*' })).toEqual(before);
});

it('takes pasted text as well, and asks for the reason', async () => {
  const form = new FormData();
  form.append('text', String(await certificateFile('untrusted-root')));
  const check = await send('supervisor01', 'POST', '/trust/add', form);
  expect(check.status).toBe(200);
  const certificate = hidden(check);
  const faulty = new URLSearchParams({ certificate, revocation: 'sometimes', reason: '' });
  const again = await send('supervisor01', 'POST', '/trust/proposals', faulty);
  expect(again.status).toBe(422);
  expect(again.text).toContain('id="revocation-error"');
  expect(hidden(again)).toBe(certificate);
  const unreasoned = new URLSearchParams({ certificate, revocation: 'ocsp', reason: '' });
  expect((await send('supervisor01', 'POST', '/trust/proposals', unreasoned)).text).toContain(
    'id="reason-error"',
  );
});

it('does not let the proposer approve, and tells who comes second', async () => {
  const anchor = installation.cards.pki.authorities.find(({ id }) => id === 'hca');
  const entry = await installation.gateway.db('trust_authorities').where({ key_id: anchor?.keyId }).first();
  const fingerprint = Buffer.from(entry.fingerprint).toString('hex');
  const order = new URLSearchParams({ reason: 'test' });
  const proposed = await send('supervisor01', 'POST', `/trust/certificates/${fingerprint}/remove`, order);
  const path = (proposed.location ?? '').replace(/\?.*/, '');
  const again = await send('supervisor02', 'POST', `/trust/certificates/${fingerprint}/remove`, order);
  expect([again.status, again.text.includes('waits already')]).toEqual([409, true]);
  const digits = new URLSearchParams({ digits: fingerprint.slice(-8) });
  const own = await send('supervisor01', 'POST', `${path}/approve`, digits);
  expect([own.status, own.text.includes('Another supervisor has to decide')]).toEqual([403, true]);
  const wrong = await send(
    'supervisor02',
    'POST',
    `${path}/approve`,
    new URLSearchParams({ digits: '0000 0000' }),
  );
  expect([wrong.status, wrong.text.includes('id="digits-error"')]).toEqual([422, true]);
  expect((await send('supervisor01', 'POST', `${path}/withdraw`, new URLSearchParams())).status).toBe(303);
  const late = await send('supervisor02', 'POST', `${path}/approve`, digits);
  expect([late.status, late.text.includes('This proposal is over')]).toEqual([409, true]);
  expect((await send('supervisor02', 'GET', '/trust/proposals/99999')).status).toBe(404);
  expect((await send('supervisor02', 'GET', '/trust/certificates/abcd')).status).toBe(404);
});

it('fetches an issuer’s list when asked, with an audit entry', async () => {
  const { db } = installation.gateway;
  const entry = await db('trust_authorities').orderBy('id').first();
  const path = `/trust/certificates/${Buffer.from(entry.fingerprint).toString('hex')}`;
  const refreshed = await send('supervisor01', 'POST', `${path}/refresh`, new URLSearchParams());
  expect([refreshed.status, refreshed.location]).toEqual([303, `${path}?refreshed=no-address`]);
  expect(await db('audit_entries').where({ action: 'trust.refresh', actor: 'supervisor01' })).toHaveLength(1);
});

it('is no page of anybody but supervisors', async () => {
  tokens.reviewer01 = await installation.logIn('reviewer01');
  expect((await send('reviewer01', 'GET', '/trust')).status).toBe(403);
  expect((await send('supervisor01', 'GET', '/trust')).status).toBe(200);
});
