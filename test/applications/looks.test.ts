import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { auditActor, findAccountByName } from '../../src/accounts/index.js';
import {
  attachScan,
  type Deed,
  declarationVersion,
  fileApplication,
  listDocuments,
  readNewAccountForm,
} from '../../src/applications/index.js';
import { receiveScan } from '../../src/documents/index.js';
import { defaultWidths } from '../../src/ip-ranges/index.js';
import { type Installation, startInstallation } from '../support/installation.js';
import { filler, newAccountsOf } from './support/typed-forms.js';

/** The smallest PNG: one grey pixel. */
const picture = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==',
  'base64',
);

let installation: Installation;
let reference: string;
let document: string;

beforeAll(async () => {
  installation = await startInstallation();
  const { applications, documents } = installation.gateway.services;
  const typed = newAccountsOf('reporter', ['looked01']);
  const { form } = readNewAccountForm(
    { ...typed, filler },
    { ranges: { demoMode: false, widest: defaultWidths } },
  );
  if (form === undefined) throw new TypeError('The form is complete.');
  const draft = { form, language: 'zh-Hant', acceptedDeclaration: declarationVersion } as const;
  const filed = await fileApplication(applications, draft, await manager());
  const file = { ...(await receiveScan(documents, Readable.from([picture]))), fileName: '陳怡君.png' };
  const { id } = await attachScan(applications, { ...filed, file }, await manager());
  reference = filed.reference;
  document = (await listDocuments(installation.gateway.db, id))[0]?.documentId ?? '';
}, 60_000);
afterAll(() => installation?.stop());

async function manager(): Promise<Deed> {
  const account = await findAccountByName(installation.gateway.db, 'manager01');
  if (account === undefined) throw new TypeError('The demo has a manager.');
  const actor = auditActor({ ...account, accountId: account.id });
  return { actor, address: '203.69.20.5', reference: 'TESTREF', at: new Date() };
}

it.each([
  ['the manager who filed', 'manager01', () => `/applications/${reference}/files/${document}`],
  ['a reviewer at the desk', 'reviewer01', () => `/desk/applications/${reference}/files/${document}`],
  ['a supervisor’s program', 'supervisor01', () => `/api/v1/applications/${reference}/scan`],
])('a look at a scan is in the audit trail, without the name of the file: %s', async (_, userName, path) => {
  const answer = await look(userName, path());
  expect([answer.status, Buffer.from(await answer.arrayBuffer()).equals(picture)]).toEqual([200, true]);
  const [entry] = (await entries()).slice(-1);
  expect(entry).toMatchObject({
    action: 'application.view-file',
    actor: { userName },
    outcome: 'done',
    target: { kind: 'application', reference },
    detail: { kind: 'scan', document: `${document.slice(0, 8)}…` },
  });
  expect(JSON.stringify(entry)).not.toContain('陳怡君');
  expect(JSON.stringify(entry)).not.toContain(document);
});

it('nothing is given of a scan when the look cannot be written down', async () => {
  const { db } = installation.gateway;
  const token = await installation.logIn('reviewer01');
  await db.raw(
    "CREATE TRIGGER no_looks BEFORE INSERT ON audit_entries WHEN NEW.action = 'application.view-file' BEGIN SELECT RAISE(ABORT, 'full'); END",
  );
  const answer = await fetch(`${installation.origin}/desk/applications/${reference}/files/${document}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  await db.raw('DROP TRIGGER no_looks');
  expect(answer.status).toBe(500);
  expect(Buffer.from(await answer.arrayBuffer()).includes(picture.subarray(0, 8))).toBe(false);
});

it('who asks for a scan that is none for them leaves no look', async () => {
  const before = (await entries()).length;
  const answer = await look('reporter01', `/applications/${reference}/files/${document}`);
  expect(answer.status).toBe(404);
  const later = (await entries()).slice(before);
  expect(later.filter(({ action }) => action === 'application.view-file')).toEqual([]);
});

async function look(userName: string, path: string): Promise<Response> {
  const token = await installation.logIn(userName);
  return fetch(installation.origin + path, { headers: { authorization: `Bearer ${token}` } });
}

async function entries(): Promise<Record<string, unknown>[]> {
  const rows = await installation.gateway.db('audit_entries').orderBy('seq').pluck<Buffer[]>('bytes');
  return rows.map((bytes) => JSON.parse(bytes.toString()));
}
