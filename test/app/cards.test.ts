import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { errorTable } from '../../src/problems/index.js';
import { signToken } from '../support/demo-cards.js';
import { findPerson, type Installation, startInstallation } from '../support/installation.js';

let installation: Installation;

beforeAll(async () => {
  installation = await startInstallation();
}, 60_000);

afterAll(() => installation?.stop());

beforeEach(async () => {
  // Each refusal counts as a failure; here they are looked at one by one.
  await installation.gateway.db('login_failures').delete();
});

it.each([
  ['other-person', 'ERR_CARD_OTHER_PERSON'],
  ['same-name', 'ERR_CARD_OTHER_PERSON'],
  ['business', 'ERR_CARD_BUSINESS'],
  ['institution', 'ERR_CARD_INSTITUTION'],
  ['expired', 'ERR_CARD_EXPIRED'],
  ['not-yet-valid', 'ERR_CARD_NOT_YET_VALID'],
  ['revoked', 'ERR_CARD_REVOKED'],
  ['on-hold', 'ERR_CARD_ON_HOLD'],
  ['unknown-issuer', 'ERR_CARD_ISSUER_UNKNOWN'],
] as const)('tells the sentence of a card that is %s', async (card, code) => {
  const answer = await logInWith(card, findPerson(installation.people, 'reporter01').password);
  expect(answer).toMatchObject({ code, status: errorTable[code].status });
  // The sentence of the table, its dates filled in.
  const [before = '', after = ''] = errorTable[code].zh.split(/\{\w+\}/u);
  expect(String(answer.detail).startsWith(before) && String(answer.detail).endsWith(after)).toBe(true);
});

it('tells nothing of a card to whom the password does not hold', async () => {
  const withWrongCard = await logInWith('revoked', 'not-the-Passw0rd');
  const withRightCard = await logInWith('reporter', 'not-the-Passw0rd');
  expect(withWrongCard).toMatchObject({ code: 'ERR_LOGIN_FAILED' });
  expect({ ...withRightCard, reference: '' }).toEqual({ ...withWrongCard, reference: '' });
});

it('audits each refusal with its cause', async () => {
  await logInWith('on-hold', findPerson(installation.people, 'reporter01').password);
  const entry = await installation.gateway.db('audit_entries').orderBy('seq', 'desc').first();
  const { action, outcome, detail } = JSON.parse(String(entry.bytes)) as Record<string, unknown>;
  expect({ action, outcome }).toEqual({ action: 'session.begin', outcome: 'refused' });
  expect(JSON.stringify(detail)).toContain('ERR_CARD_ON_HOLD');
});

async function logInWith(card: string, password: string): Promise<Record<string, unknown>> {
  const { origin } = installation;
  const challenge = await fetch(`${origin}/api/v1/session/challenge`, { method: 'POST' });
  const { challenge: holder, nonce } = (await challenge.json()) as { challenge: string; nonce: string };
  const token = await signToken(installation.cards, { card, origin, nonce });
  const response = await fetch(`${origin}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'accept-language': 'zh-TW' },
    body: JSON.stringify({ challenge: holder, userName: 'reporter01', password, token }),
  });
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  return (await response.json()) as Record<string, unknown>;
}
