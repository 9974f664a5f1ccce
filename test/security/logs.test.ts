import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { taipeiDate } from '../../src/clock.js';
import { callApi, waitUntilDecided } from '../../src/demo/api-client.js';
import { faultySampleFile, sampleFile } from '../../src/demo/sample-files.js';
import { findPerson, type Installation, startInstallation } from '../support/installation.js';
import { ask } from '../web/support/ask.js';
import { createListeningLog } from './support/listening-log.js';
import { signIn } from './support/sign-in.js';

const listening = createListeningLog();
let installation: Installation;
/** What must stand nowhere but where it belongs. */
let secrets: Readonly<Record<string, readonly string[]>>;
let workers: Readonly<Record<string, readonly string[]>>;

beforeAll(async () => {
  installation = await startInstallation({}, { log: listening.log });
  const { origin, people } = installation;
  const today = taipeiDate(new Date());
  const files = [sampleFile(today), faultySampleFile(today)];
  const token = await installation.logIn('reporter01');
  for (const { name, bytes } of files) {
    const path = `/api/v1/submissions?kind=general&fileName=${name}`;
    const { number } = await callApi(origin, 'POST', path, { token, file: bytes });
    await waitUntilDecided(origin, `/api/v1/submissions/${number}`, token);
    for (const below of ['', '/receipt', '/receipt.pdf', '/findings.csv']) {
      await ask(`${origin}/submissions/${number}${below}`, { headers: { authorization: `Bearer ${token}` } });
    }
  }
  const browser = await signIn(installation, 'manager01', 'browser');
  await tryAll(browser);
  secrets = {
    passwords: [...people.map(({ password }) => password), 'wrong-Secret-4711'],
    PINs: people.map(({ pin }) => `"${pin}"`),
    tokens: [token, browser.secret, browser.csrfToken],
  };
  workers = columnsOf(files.map(({ bytes }) => bytes.toString('utf8')));
}, 120_000);

afterAll(() => installation?.stop());

/** Wrong logins, refused forms, a broken body: what else a log is written about. */
async function tryAll({ headers, csrfToken }: Awaited<ReturnType<typeof signIn>>): Promise<void> {
  const { origin } = installation;
  const login = await ask(`${origin}/login`);
  const cookie = login.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const csrf = /name="_csrf" value="([^"]+)"/.exec(await login.text())?.[1] ?? '';
  await ask(`${origin}/captcha/image`, { headers: { cookie } });
  const body = { _csrf: csrf, captcha: installation.captcha.text, token: '{"unverifiedCertificate":"x"}' };
  for (const fields of [
    { ...body, userName: 'reporter01', password: 'wrong-Secret-4711' },
    { ...body, userName: 'wrong-Secret-4711', password: 'reporter01' },
  ]) {
    await ask(`${origin}/login`, { method: 'POST', headers: { cookie }, body: new URLSearchParams(fields) });
  }
  await ask(`${origin}/profile/password`, {
    method: 'POST',
    headers,
    body: new URLSearchParams({
      _csrf: csrfToken,
      currentPassword: 'wrong-Secret-4711',
      newPassword: 'wrong-Secret-4711',
      repeatPassword: 'wrong-Secret-4711',
    }),
  });
  await ask(`${origin}/api/v1/session?password=wrong-Secret-4711`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"password":"wrong-Secret-4711"',
  });
}

/** The names and ID numbers of the workers in the files. */
function columnsOf(texts: readonly string[]): Readonly<Record<string, readonly string[]>> {
  const ids = new Set<string>();
  const names = new Set<string>();
  for (const text of texts) {
    const [header = '', ...rows] = text.replace('\uFEFF', '').trim().split('\r\n');
    const columns = header.split(',');
    const at = (part: string) => columns.findIndex((name) => name.includes(part));
    for (const row of rows) {
      const cells = row.split(',');
      ids.add(cells[at('身分證')] ?? '');
      names.add(cells[at('姓名')] ?? '');
    }
  }
  return {
    'ID numbers': [...ids].filter((id) => /^[A-Z][A-Z\d]\d{8}$/.test(id)),
    names: [...names].filter((name) => name.length >= 3),
  };
}

function occurrences(text: string, values: readonly string[] | undefined): readonly string[] {
  return (values ?? []).filter((value) => text.includes(value));
}

it('has something to look for', () => {
  expect(workers['ID numbers']?.length).toBeGreaterThan(300);
  expect(workers.names?.length).toBeGreaterThan(100);
  expect(listening.text()).toContain('"route":"/api/v1/submissions/:number"');
});

describe('the log of a day’s work', () => {
  it('holds no password, PIN or token', () => {
    for (const [kind, values] of Object.entries(secrets)) {
      expect([kind, occurrences(listening.text(), values)]).toEqual([kind, []]);
    }
  });

  it('holds no worker’s ID number or name, nor a user’s name or address', () => {
    const users = installation.people.map(({ name }) => name);
    for (const [kind, values] of Object.entries({ ...workers, users, mails: ['@hospital.example'] })) {
      expect([kind, occurrences(listening.text(), values)]).toEqual([kind, []]);
    }
  });
});

it('the audit trail holds no secret and no personal data in the clear', async () => {
  const entries = await installation.gateway.db('audit_entries').pluck<Buffer[]>('bytes');
  const text = Buffer.concat(entries).toString('utf8');
  expect(text).toContain('"action":"submission.accept"');
  const users = installation.people.map(({ name }) => name);
  const mobiles = ['0900111111', '0900-111-111', '02-1111-1111', '@hospital.example'];
  for (const [kind, values] of Object.entries({ ...secrets, ...workers, users, mobiles })) {
    expect([kind, occurrences(text, values)]).toEqual([kind, []]);
  }
});

it('neither the database’s files nor the stored documents show a worker or a secret to their administrator', async () => {
  const { directories, database } = installation.config;
  if (database.dialect !== 'sqlite') throw new TypeError('This installation is on SQLite.');
  await installation.gateway.db.raw('PRAGMA wal_checkpoint(TRUNCATE)');
  const stored = [database.file, ...(await filesBelow(directories.documents))];
  expect(stored.length).toBeGreaterThanOrEqual(2);
  const holders = new Set(installation.people.map(({ name }) => name));
  for (const file of stored) {
    const bytes = await readFile(file);
    const found = [...Object.values(secrets).slice(0, 1), ...Object.values(workers)]
      .flat()
      // Accounts’ holders are stored by their names, and some made-up worker has the same.
      .filter((value) => bytes.includes(value) && !holders.has(value));
    expect([file, found]).toEqual([file, []]);
  }
  // Tokens are stored as their hashes; the CSRF token, of no use without the cookie, as it is.
  const [token = '', cookie = ''] = secrets.tokens ?? [];
  const bytes = await readFile(database.file);
  expect([bytes.includes(token), bytes.includes(cookie)]).toEqual([false, false]);
});

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

it('knows whose password it looks for', () => {
  expect(secrets.passwords).toContain(findPerson(installation.people, 'reporter01').password);
});
