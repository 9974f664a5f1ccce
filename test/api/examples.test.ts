import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { taipeiDate } from '../../src/clock.js';
import { waitUntilDecided } from '../../src/demo/api-client.js';
import { openMailSecret } from '../../src/mail/mail-secret.js';
import { openPdf } from '../../src/pdf/index.js';
import { signWithOpenssl } from '../reports/signatures/support/openssl-cms.js';
import { keysOf, rowsOf } from '../reports/support/correction-files.js';
import { sample, sampleWithWarning } from '../reports/support/report-ground.js';
import { signToken } from '../support/demo-cards.js';
import { findPerson, type Installation, startInstallation } from '../support/installation.js';
import { exampleSender, operationOf } from './support/send-example.js';

/** Every example of the document is sent to a real gateway, whose answers are held to the document's schemas. */
let installation: Installation;
let sender: ReturnType<typeof exampleSender>;
let scan: Uint8Array;

beforeAll(async () => {
  installation = await startInstallation();
  sender = exampleSender(installation);
  const { canvas } = openPdf({ title: '用印申請表', language: 'zh-Hant', createdAt: new Date() });
  canvas.end();
  scan = await buffer(canvas);
}, 60_000);

afterAll(() => installation?.stop());

describe('every example of the document is answered as the document says:', () => {
  it('logging in', async () => {
    await sender.send('read-address', 'address');
    await sender.send('read-document', 'document');
    await sender.send('begin-session', 'log-in', { body: await login('reporter') });
    await sender.send('read-session', 'session');
  });

  it('reporting', async () => {
    const today = taipeiDate(new Date());
    const csv = (content: Uint8Array) => ({ bytes: { type: 'text/csv', content } });
    const accepted = sample({ today });
    const path = await upload(csv(accepted));
    await sender.send('read-submission', 'submission', { path });
    await sender.send('read-findings', 'findings', { path });
    for (const id of ['download-receipt', 'print-receipt', 'verify-receipt', 'verify-printed-receipt'])
      await sender.send(id, id, { path });
    await sender.send('read-receipt', 'receipt', { path });
    const content = signWithOpenssl(installation.cards, 'reporter', accepted);
    await sender.send('sign-submission', 'signature', {
      path,
      bytes: { type: 'application/pkcs7-signature', content },
    });
    await sender.send('read-signature', 'read-signature', { path });
    const { json } = await sender.send('list-signatures', 'signatures', { path });
    const [one] = json.signatures as [{ card: { fingerprint: string } }];
    await sender.send('download-signature', 'download-signature', {
      path: { ...path, fingerprint: one.card.fingerprint },
    });
    const warned = await upload(csv(sampleWithWarning(3)));
    await sender.send('read-findings', 'findings', { path: warned });
    await sender.send('confirm-submission', 'confirm', { path: warned });
    await sender.send('cancel-submission', 'cancel', { path: await upload(csv(sampleWithWarning(4))) });
  });

  it('correcting, withdrawing, waiting for what comes of it', async () => {
    const file = sample({ today: taipeiDate(new Date()), seed: 21 });
    const csv = (content: Uint8Array) => ({ bytes: { type: 'text/csv', content } });
    const { status, json, headers } = await sender.send('upload-file', 'upload-and-wait', csv(file));
    expect([status, json.status, headers.get('preference-applied')]).toEqual([200, 'accepted', 'wait=10']);
    const number = String(json.number);
    const token = await sender.tokenOf('reporter01');
    for (const [name, content, purpose] of [
      ['correction', rowsOf(file, [1]), 'correction'],
      ['withdrawal', keysOf(file, [2]), 'withdrawal'],
    ] as const) {
      const sent = await sender.send('upload-file', name, { ...csv(content), number });
      expect(sent.json.purpose).toBe(purpose);
      await waitUntilDecided(installation.origin, sent.headers.get('location') ?? '', token);
      const path = { number: String(sent.json.number) };
      expect((await sender.send('read-submission', 'submission', { path })).json.status).toBe('accepted');
    }
  });

  it('having files judged only', async () => {
    const file = sample({ today: taipeiDate(new Date()), seed: 22 });
    const bytes = { type: 'text/csv', content: file };
    const begun = await sender.send('begin-dry-run', 'dry-run', { bytes });
    const path = { dryRun: String(begun.json.number) };
    expect(begun.headers.get('location')).toBe(`/api/v1/dry-runs/${path.dryRun}`);
    const waited = await sender.send('begin-dry-run', 'dry-run-and-wait', { bytes });
    expect([waited.status, waited.headers.get('preference-applied'), waited.json.verdict]).toEqual([
      200,
      'respond-async, wait=10',
      'accepted',
    ]);
    await sender.send('read-dry-run', 'dry-run', { path });
    await sender.send('read-dry-run-findings', 'findings', { path });
    await sender.send('remove-dry-run', 'remove', { path });
  });

  it('reporting in parts', async () => {
    const version = { 'tus-resumable': '1.0.0' };
    const file = sample({ today: taipeiDate(new Date()), seed: 9 });
    await sender.send('describe-uploads', 'server');
    const begin = () =>
      sender.send('begin-upload', 'begin', {
        headers: {
          ...version,
          'upload-length': String(file.length),
          'upload-metadata': 'filename ZXhhbXMuY3N2,kind Z2VuZXJhbA==',
        },
      });
    const pathOf = ({ headers }: { headers: Headers }) => ({
      upload: headers.get('location')?.split('/').at(-1) ?? '',
    });
    const path = pathOf(await begin());
    await sender.send('read-upload', 'upload', { path, headers: version });
    const { headers } = await sender.send('continue-upload', 'last-part', {
      path,
      headers: { ...version, 'upload-offset': '0' },
      bytes: { type: 'application/offset+octet-stream', content: file },
    });
    const token = await sender.tokenOf('reporter01');
    const address = `/api/v1/submissions/${headers.get('jianbao-submission')}`;
    expect(await waitUntilDecided(installation.origin, address, token)).toMatchObject({ status: 'accepted' });
    await sender.send('discard-upload', 'discard', { path: pathOf(await begin()), headers: version });
  });

  it('an application from filing to approval', async () => {
    const key = { 'idempotency-key': '"8e03978e-40d5-43dd-bc93-6894a57f9324"' };
    const filed = await sender.send('file-application', 'new-reporter', { headers: key });
    const path = { reference: String(filed.json.reference) };
    expect(filed.headers.get('location')).toBe(`/api/v1/applications/${path.reference}`);
    const again = await sender.send('file-application', 'new-reporter', { headers: key });
    expect(again.json.reference).toBe(path.reference);
    await sender.send('list-applications', 'own');
    let { headers } = await sender.send('read-application', 'read', { path });
    const next = async (id: string, name: string, more = {}) => {
      const seen = { 'if-match': headers.get('etag') ?? '' };
      ({ headers } = await sender.send(id, name, { path, headers: seen, ...more }));
    };
    await next('upload-scan', 'scan', { bytes: { type: 'application/pdf', content: scan } });
    await sender.send('download-scan', 'scan', { path });
    await next('submit-application', 'submit');
    const { json } = await sender.send('list-applications', 'waiting');
    expect(json.applications).toMatchObject([path]);
    await next('take-application', 'take');
    await sender.send('read-checks', 'checks', { path });
    await sender.send('add-note', 'note', { path });
    await sender.send('read-notes', 'notes', { path });
    await next('decide', 'approve');
    await sender.send('read-history', 'history', { path });
  });

  it('returning, deciding on each account, handing over', async () => {
    const returned = await underReview('nurse2027');
    const { json } = await sender.send('decide', 'return', returned);
    expect(json).toMatchObject({ state: 'returned', items: [{ outcome: 'returned' }] });
    const several = await underReview('nurse2028', 'nurse2029');
    expect((await sender.send('decide', 'each', several)).json.items).toMatchObject([
      { position: 1, outcome: 'approved' },
      { position: 2, outcome: 'returned' },
    ]);
    const handed = await sender.send('hand-over', 'hand-over', await underReview('nurse2030'));
    expect(handed.json.reviewer).toMatchObject({ userName: 'reviewer02' });
  });

  it('a letter, and a change that is withdrawn', async () => {
    const manager = await file({ ...formFor('manager2'), role: 'manager' });
    expect((await sender.send('receive-letter', 'letter', manager)).json).toMatchObject({
      state: 'letter-received',
      letter: { ownNumber: '職安字第1150099號' },
    });
    const other = await file({ ...formFor('manager3'), role: 'manager' });
    const form = new FormData();
    const { body } = operationOf('receive-letter').examples[0] ?? {};
    for (const [name, value] of Object.entries(body as Record<string, string>)) form.append(name, value);
    form.append('file', new Blob([Uint8Array.from(scan)]), '函文.pdf');
    const received = await sender.send('receive-letter-with-scan', 'letter-with-scan', { ...other, form });
    const { path } = other;
    expect(received.json.links).toMatchObject({
      letter: `/api/v1/applications/${path.reference}/letter/scan`,
    });
    await sender.send('download-letter', 'letter', { path });
    await sender.send('print-form', 'form', { path });
    const { json, headers } = await sender.send('file-application', 'change-of-reporter');
    const order = seen(json, headers);
    expect((await sender.send('withdraw-application', 'withdraw', order)).json.state).toBe('withdrawn');
  });

  it('logging out, another card, and none is left out', async () => {
    const { origin, gateway } = installation;
    await sender.send('end-session', 'log-out');
    const other = await login('reporter-second');
    const asked = await fetch(`${origin}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(other),
    });
    expect(await asked.json()).toMatchObject({ code: 'ERR_CARD_CODE_SENT' });
    const mail = await gateway.db('mails').where({ event: 'card-code' }).orderBy('id', 'desc').first();
    const code = openMailSecret(gateway.services.keys, String(mail.recipient), JSON.parse(mail.params).code);
    await sender.send('send-card-code', 'card-code', { body: { challenge: other.challenge, code } });
    expect(sender.unsent()).toEqual([]);
  });
});

/** What a program sends to log the reporter in with a card. */
async function login(card: string) {
  const { origin, cards, people } = installation;
  const { password } = findPerson(people, 'reporter01');
  const { json } = await sender.send('ask-challenge', 'challenge');
  const token = await signToken(cards, { card, origin, nonce: String(json.nonce) });
  return { challenge: json.challenge, userName: 'reporter01', password, token };
}

async function upload(file: { readonly bytes: { readonly type: string; readonly content: Uint8Array } }) {
  const { json, headers } = await sender.send('upload-file', 'upload', file);
  const token = await sender.tokenOf('reporter01');
  await waitUntilDecided(installation.origin, headers.get('location') ?? '', token);
  return { number: String(json.number) };
}

/** The form of the document's example with these user names. */
function formFor(...userNames: string[]) {
  const example = operationOf('file-application').examples[0]?.body as { accounts: readonly object[] };
  const accounts = userNames.map((userName) => ({
    ...example.accounts[0],
    userName,
    email: `${userName}@hospital.example`,
  }));
  return { ...example, accounts };
}

async function file(body: object) {
  const { json, headers } = await sender.send('file-application', 'new-reporter', { body });
  return seen(json, headers);
}

async function underReview(...userNames: string[]) {
  let order = await file(formFor(...userNames));
  const steps = [
    ['upload-scan', 'scan'],
    ['submit-application', 'submit'],
    ['take-application', 'take'],
  ] as const;
  for (const [id, name] of steps) {
    const bytes = id === 'upload-scan' && { bytes: { type: 'application/pdf', content: scan } };
    const { json, headers } = await sender.send(id, name, { ...order, ...bytes });
    order = seen(json, headers);
  }
  return order;
}

function seen(json: Record<string, unknown>, headers: Headers) {
  return { path: { reference: String(json.reference) }, headers: { 'if-match': headers.get('etag') ?? '' } };
}
