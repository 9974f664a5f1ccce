import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { auditActor, byOperator, changeAccount, findAccountByName } from '../../src/accounts/index.js';
import {
  confirm,
  type Deed,
  declarationVersion,
  fileApplication,
  fileDraft,
  readNewAccountForm,
} from '../../src/applications/index.js';
import { toStoredTime } from '../../src/clock.js';
import { inTransaction } from '../../src/database/index.js';
import { defaultWidths } from '../../src/ip-ranges/index.js';
import { filler, newAccountsOf } from '../applications/support/typed-forms.js';
import { type Installation, startInstallation } from '../support/installation.js';
import { type SignedIn, signIn } from './support/sign-in.js';

/** The smallest PNG: one grey pixel. */
const picture = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==',
  'base64',
);

let installation: Installation;
const known = { scan: '', letter: '', letterVersion: 0, submission: '' };

beforeAll(async () => {
  installation = await startInstallation();
  const { applications } = installation.gateway.services;
  const by = await manager();
  const scan = await fileApplication(applications, draftOf('reporter', 'sending01'), by);
  const drafted = await fileDraft(applications, draftOf('manager', 'sending02'), by);
  const letter = await confirm(applications, drafted, by);
  const { headers } = await signIn(installation, 'reporter01', 'program');
  const answer = await fetch(`${installation.origin}/api/v1/submissions?kind=general`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'text/csv' },
    body: 'worker_id\n',
  });
  const { number } = (await answer.json()) as { number: string };
  Object.assign(known, {
    scan: scan.reference,
    letter: letter.reference,
    letterVersion: letter.version,
    submission: number,
  });
}, 60_000);
afterAll(() => installation?.stop());

interface Sending {
  readonly as: string;
  readonly path: () => string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Without fields, the bytes are the body. */
  readonly fields?: () => Readonly<Record<string, string>>;
  readonly bytes: Buffer;
}

const csv = Buffer.from('worker_id,exam_date\nA123456789,2026-11-20\n');
const letterFields = () => ({
  version: String(known.letterVersion),
  institutionCode: '1268650500',
  senderNumber: '測醫字第1150001號',
  senderDate: '2026-11-20',
  ownNumber: '職安字第1150099號',
  ownDate: '2026-11-22',
});

const sendings: Readonly<Record<string, Sending>> = {
  'a file of exams': {
    as: 'reporter01',
    path: () => '/submissions',
    fields: () => ({ kind: 'general' }),
    bytes: csv,
  },
  'a file of exams by a program': {
    as: 'reporter01',
    path: () => '/api/v1/submissions?kind=general',
    headers: { 'content-type': 'text/csv' },
    bytes: csv,
  },
  'a signature by a program': {
    as: 'reporter01',
    path: () => `/api/v1/submissions/${known.submission}/signature`,
    headers: { 'content-type': 'application/pkcs7-signature' },
    bytes: picture,
  },
  'a scan': {
    as: 'manager01',
    path: () => `/applications/${known.scan}/scan`,
    fields: () => ({ version: '3' }),
    bytes: picture,
  },
  'a scan by a program': {
    as: 'manager01',
    method: 'PUT',
    path: () => `/api/v1/applications/${known.scan}/scan`,
    headers: { 'content-type': 'image/png', 'if-match': '"3"' },
    bytes: picture,
  },
  'the scan of a letter': {
    as: 'reviewer01',
    path: () => `/desk/letters/${known.letter}`,
    fields: letterFields,
    bytes: picture,
  },
  'a list of institutions': {
    as: 'supervisor01',
    path: () => '/agency/institutions/import',
    fields: () => ({}),
    bytes: Buffer.from(
      '醫療機構代碼,名稱,認可類別\n1268650500,測試醫院,一般體格及健康檢查(112/01/01~117/12/31)\n',
    ),
  },
};

it.each(Object.entries(sendings))(
  '%s is not taken from somebody who has logged out meanwhile',
  async (_, sending) => {
    const signedIn = await signIn(installation, sending.as, 'program');
    await refused(sending, signedIn, () => logOut(signedIn));
  },
);

it.each([
  ['was suspended', { state: 'suspended' }, { state: 'active' }],
  ['was given another role', { role: 'manager' }, { role: 'reporter' }],
] as const)('a file is not taken from an account that %s meanwhile', async (_, what, back) => {
  const sending = sendings['a file of exams by a program'] as Sending;
  await refused(sending, await signIn(installation, sending.as, 'program'), () => change(sending.as, what));
  await change(sending.as, back);
});

async function refused(sending: Sending, signedIn: SignedIn, end: () => Promise<unknown>): Promise<void> {
  const before = await traces();
  const { sent, rest } = await begin(sending, signedIn);
  await end();
  sent.end(rest);
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  expect([answer.statusCode, await text(answer)]).toEqual([401, expect.anything()]);
  const { files, ...others } = await traces();
  expect(files.filter((file) => !before.files.includes(file))).toEqual([]);
  expect(others).toEqual({ taken: before.taken, imports: before.imports });
}

it('what is sent by somebody whose session lasts is taken', async () => {
  const sending = sendings['a file of exams by a program'] as Sending;
  const { sent, rest } = await begin(sending, await signIn(installation, sending.as, 'program'));
  sent.end(rest);
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  expect(answer.statusCode).toBe(202);
});

/** Sends half of it, until the gateway has found the session. */
async function begin(
  { path, method = 'POST', headers, fields, bytes }: Sending,
  signedIn: SignedIn,
): Promise<{ readonly sent: ClientRequest; readonly rest: Buffer }> {
  const { db } = installation.gateway;
  const long = toStoredTime(new Date(Date.now() - 60_000));
  await db('sessions').update({ seen_at: long });
  const body = fields === undefined ? bytes : formOf({ ...fields(), _csrf: signedIn.csrfToken }, bytes);
  const half = body.length - 20;
  const sent = request(installation.origin + path(), {
    method,
    headers: {
      accept: 'application/json',
      ...(fields !== undefined && { 'content-type': 'multipart/form-data; boundary=limit' }),
      ...headers,
      ...signedIn.headers,
    },
  });
  sent.on('error', () => undefined);
  sent.write(body.subarray(0, half));
  for (;;) {
    const found = await db('sessions').whereNot({ seen_at: long }).first('id');
    if (found !== undefined) return { sent, rest: body.subarray(half) };
    // The gateway is in this process and must get its turn.
    await nextTurn();
  }
}

function formOf(fields: Readonly<Record<string, string>>, file: Buffer): Buffer {
  const parts = Object.entries(fields).map(
    ([name, value]) => `--limit\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const head = '--limit\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n';
  return Buffer.concat([Buffer.from(parts.join('') + head), file, Buffer.from('\r\n--limit--\r\n')]);
}

function logOut({ headers }: SignedIn): Promise<unknown> {
  return fetch(`${installation.origin}/api/v1/session`, { method: 'DELETE', headers });
}

function change(userName: string, what: Parameters<typeof changeAccount>[2]): Promise<unknown> {
  const { db } = installation.gateway;
  return inTransaction(db, async (trx) => {
    const account = await findAccountByName(trx, userName);
    if (account === undefined) throw new TypeError(`There is no ${userName}.`);
    return changeAccount(trx, account.id, what, { ...byOperator, at: new Date() });
  });
}

/** What a request may leave: files, and everything that is done stands in the audit trail. */
async function traces() {
  const { db, services } = installation.gateway;
  const files = [];
  for await (const { id } of services.documents.list()) files.push(id);
  const actions = await db('audit_entries').orderBy('seq').pluck('action');
  const taken = [
    'submission.receive',
    'submission.sign',
    'application.attach-scan',
    'application.receive-letter',
  ];
  return {
    files: files.sort(),
    taken: actions.filter((action) => taken.includes(action)),
    imports: await db('institution_imports').count({ n: '*' }),
  };
}

function draftOf(role: 'manager' | 'reporter', userName: string) {
  const typed = { ...newAccountsOf(role, [userName]), filler };
  const { form } = readNewAccountForm(typed, { ranges: { demoMode: false, widest: defaultWidths } });
  if (form === undefined) throw new TypeError('The form is complete.');
  return { form, language: 'zh-Hant', acceptedDeclaration: declarationVersion } as const;
}

async function manager(): Promise<Deed> {
  const account = await findAccountByName(installation.gateway.db, 'manager01');
  if (account === undefined) throw new TypeError('The demo has a manager.');
  const actor = auditActor({ ...account, accountId: account.id });
  return { actor, address: '203.69.20.5', reference: 'TESTREF', at: new Date() };
}
