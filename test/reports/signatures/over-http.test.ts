import { hash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { taipeiDate } from '../../../src/clock.js';
import { callApi, waitUntilDecided } from '../../../src/demo/api-client.js';
import { mendedSampleFile, sampleFile } from '../../../src/demo/sample-files.js';
import { type Installation, startInstallation } from '../../support/installation.js';
import { signWithOpenssl, verifyWithOpenssl } from './support/openssl-cms.js';

/** Demo cards with real keys and lists of revoked certificates; openssl signs and verifies, the gateway does so too. */
let installation: Installation;
let reporter: string;
let manager: string;
const file = sampleFile(taipeiDate(new Date()));
const other = mendedSampleFile(taipeiDate(new Date()));
let number: string;

beforeAll(async () => {
  installation = await startInstallation();
  reporter = await installation.logIn('reporter01');
  manager = await installation.logIn('manager01');
  number = await report(file.bytes);
}, 90_000);

afterAll(() => installation?.stop());

describe('a program of the institution', () => {
  it.each([
    ['another document', 'reporter', other.bytes, 422, 'ERR_SIGNATURE_DOCUMENT'],
    ['a colleague’s card', 'manager', file.bytes, 403, 'ERR_SIGNATURE_OTHER_CARD'],
    ['another card of the same person', 'reporter-second', file.bytes, 403, 'ERR_SIGNATURE_OTHER_CARD'],
    ['a revoked card', 'revoked', file.bytes, 403, 'ERR_CARD_REVOKED'],
    ['a card on hold', 'on-hold', file.bytes, 403, 'ERR_CARD_ON_HOLD'],
    ['an expired card', 'expired', file.bytes, 403, 'ERR_CARD_EXPIRED'],
    ['a card of a foreign authority', 'unknown-issuer', file.bytes, 403, 'ERR_CARD_ISSUER_UNKNOWN'],
    ['a business card', 'business', file.bytes, 403, 'ERR_CARD_BUSINESS'],
  ])('is refused with %s', async (_, card, document, status, code) => {
    const response = await sendDer(signWithOpenssl(installation.cards, card, document));
    expect([response.status, await codeIn(response)]).toEqual([status, code]);
  });

  it('is told that there is no signature yet', async () => {
    const [list, first] = [await get('signatures'), await get('signature')];
    expect(await signaturesIn(list)).toEqual([]);
    expect([first.status, await codeIn(first)]).toEqual([404, 'ERR_SIGNATURE_NOT_FOUND']);
  });

  it.each([
    ['nothing', 'application/pkcs7-signature', '', 422, 'ERR_SIGNATURE_MISSING'],
    ['no DER', 'application/pkcs7-signature', 'hello', 400, 'ERR_SIGNATURE_FORM'],
    [
      'more than there is room for',
      'application/pkcs7-signature',
      'x'.repeat(90_001),
      413,
      'ERR_BODY_TOO_LARGE',
    ],
    ['no JSON', 'application/json', '{', 400, 'ERR_SIGNATURE_FORM'],
    ['JSON without a signature', 'application/json', '[]', 422, 'ERR_SIGNATURE_MISSING'],
    ['something else than base64', 'application/json', '{"signature":"*"}', 400, 'ERR_SIGNATURE_FORM'],
    ['another kind of body', 'text/plain', 'hello', 415, 'ERR_MEDIA_TYPE'],
  ])('is told what is wrong with %s', async (_, type, body, status, code) => {
    const response = await send(reporter, type, body);
    expect([response.status, await codeIn(response)]).toEqual([status, code]);
  });

  it('signs with DER, and gets the same bytes back, which openssl verifies', async () => {
    const der = signWithOpenssl(installation.cards, 'reporter', file.bytes);
    const response = await sendDer(der);
    expect([response.status, response.headers.get('location')]).toEqual([
      201,
      `/api/v1/submissions/${number}/signatures`,
    ]);
    const signatures = await signaturesIn(response);
    expect(signatures).toMatchObject([
      { userName: 'reporter01', name: '陳怡君', card: { profile: 'citizen' } },
    ]);
    const download = await fetch(`${installation.origin}${signatures[0]?.signature}`, authorized(reporter));
    expect(download.headers.get('content-type')).toBe('application/pkcs7-signature');
    expect(download.headers.get('content-disposition')).toContain(`${number}.p7s`);
    const kept = Buffer.from(await download.arrayBuffer());
    expect(kept).toEqual(der);
    const good = verifyWithOpenssl(installation.cards, file.bytes, kept);
    expect(good).toBe('CAdES Verification successful');
    expect(verifyWithOpenssl(installation.cards, other.bytes, kept)).toContain('CAdES Verification failure');
  });

  it('signs with JSON as well; a card signs once', async () => {
    const body = () =>
      JSON.stringify({
        signature: signWithOpenssl(installation.cards, 'manager', file.bytes).toString('base64'),
      });
    expect((await send(manager, 'application/json', body())).status).toBe(201);
    const again = await send(manager, 'application/json', body());
    expect([again.status, await codeIn(again)]).toEqual([409, 'ERR_SIGNATURE_ALREADY']);
    const signatures = await signaturesIn(await get('signatures'));
    expect(signatures.map(({ userName }) => userName)).toEqual(['reporter01', 'manager01']);
  });

  it('finds the address of the signatures in the description of the submission', async () => {
    const described = await callApi(installation.origin, 'GET', `/api/v1/submissions/${number}`, {
      token: reporter,
    });
    expect(described.sha256).toBe(hash('sha256', file.bytes, 'hex'));
    expect(described.links).toMatchObject({ signatures: `/api/v1/submissions/${number}/signatures` });
  });
});

it('leaves no certificate, name or signature in the audit trail', async () => {
  const entries = await installation.gateway.db('audit_entries').where({ action: 'submission.sign' });
  expect(entries.length).toBe(12);
  const text = entries.map(({ bytes }) => Buffer.from(bytes).toString()).join('\n');
  expect(text).not.toContain('陳怡君');
  expect(text).not.toContain('MII');
});

async function report(bytes: Buffer): Promise<string> {
  const path = '/api/v1/submissions?kind=general&fileName=exams.csv';
  const made = await callApi(installation.origin, 'POST', path, { token: reporter, file: bytes });
  await waitUntilDecided(installation.origin, `/api/v1/submissions/${made.number}`, reporter);
  return String(made.number);
}

function sendDer(der: Buffer): Promise<Response> {
  return send(reporter, 'application/pkcs7-signature', der);
}

function send(token: string, type: string, body: Buffer | string): Promise<Response> {
  return fetch(`${installation.origin}/api/v1/submissions/${number}/signature`, {
    ...authorized(token, { 'content-type': type }),
    method: 'POST',
    body: typeof body === 'string' ? body : new Uint8Array(body),
  });
}

function get(what: string): Promise<Response> {
  return fetch(`${installation.origin}/api/v1/submissions/${number}/${what}`, authorized(reporter));
}

function authorized(token: string, headers: Readonly<Record<string, string>> = {}) {
  return { headers: { authorization: `Bearer ${token}`, ...headers } };
}

async function codeIn(response: Response): Promise<string> {
  return ((await response.json()) as { code: string }).code;
}

async function signaturesIn(response: Response) {
  const { signatures } = (await response.json()) as {
    signatures: readonly { userName: string; signature: string }[];
  };
  return signatures;
}
