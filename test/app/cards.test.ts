import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { openMailSecret } from '../../src/mail/mail-secret.js';
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
  const own = { reference: '', challenge: '' };
  expect({ ...withRightCard, ...own }).toEqual({ ...withWrongCard, ...own });
});

it('audits each refusal with its cause', async () => {
  await logInWith('on-hold', findPerson(installation.people, 'reporter01').password);
  const entry = await installation.gateway.db('audit_entries').orderBy('seq', 'desc').first();
  const { action, outcome, detail } = JSON.parse(String(entry.bytes)) as Record<string, unknown>;
  expect({ action, outcome }).toEqual({ action: 'session.begin', outcome: 'refused' });
  expect(JSON.stringify(detail)).toContain('ERR_CARD_ON_HOLD');
});

it('goes on with another card of the same person once a program sends the code that was mailed', async () => {
  const { origin, gateway, people } = installation;
  const { password } = findPerson(people, 'reporter01');
  await installation.logIn('reporter01');
  const { challenge, ...asked } = await logInWith('reporter-second', password);
  expect(asked).toMatchObject({ code: 'ERR_CARD_CODE_SENT', status: 403 });
  const mail = await gateway.db('mails').where({ event: 'card-code' }).orderBy('id', 'desc').first();
  const sealed = JSON.parse(String(mail.params)).code;
  const code = openMailSecret(gateway.services.keys, String(mail.recipient), sealed);
  const send = (order: Readonly<Record<string, unknown>>) =>
    fetch(`${origin}/api/v1/session/card-code`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(order),
    });
  expect(await (await send({ challenge })).json()).toMatchObject({
    code: 'ERR_FIELDS',
    errors: [{ field: 'code', code: 'ERR_CARD_CODE_MISSING' }],
  });
  expect(await (await send({ challenge: 'A'.repeat(43), code })).json()).toMatchObject({
    code: 'ERR_CARD_CODE_OVER',
  });
  const begun = await send({ challenge, code });
  expect(begun.status).toBe(201);
  const { token, account } = (await begun.json()) as { token: string; account: unknown };
  expect(account).toMatchObject({ userName: 'reporter01', mustDo: 'nothing' });
  const session = await fetch(`${origin}/api/v1/session`, { headers: { authorization: `Bearer ${token}` } });
  expect(session.status).toBe(200);
  expect(await (await send({ challenge, code })).json()).toMatchObject({ code: 'ERR_CARD_CODE_OVER' });
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
  return { ...((await response.json()) as Record<string, unknown>), challenge: holder };
}
