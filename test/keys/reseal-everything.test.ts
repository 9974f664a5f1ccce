import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connect, type Database } from '../../src/database/index.js';
import { createDocumentStore, type DocumentStore, type StoredDocument } from '../../src/documents/index.js';
import { run as check } from '../../src/keys/commands/check.js';
import { run as list } from '../../src/keys/commands/list.js';
import { run as prune } from '../../src/keys/commands/prune.js';
import { run as reseal } from '../../src/keys/commands/reseal.js';
import { type Keys, masterKeyOf, openKeys, rotateDataKey } from '../../src/keys/index.js';
import { enqueueMail } from '../../src/mail/index.js';
import { isMailSecret, openMailSecret, sealMailSecret } from '../../src/mail/mail-secret.js';
import { keyPurposes, sealedColumns, sealedStores } from '../../src/sealed-data.js';
import { describeOnEachDatabase } from '../support/databases.js';
import { createSink } from '../support/sink.js';

const day = 24 * 60 * 60_000;

describeOnEachDatabase('what no column holds', (open) => {
  const directory = mkdtempSync(join(tmpdir(), 'jianbao-reseal-'));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  const content = randomBytes(200_000);
  const masterKey = masterKeyOf(randomBytes(32), randomBytes);
  let now = new Date('2026-11-01T00:00:00Z');
  const maker = { masterKey, random: randomBytes, clock: () => now };
  let db: Database;
  let services: Parameters<typeof reseal>[2];
  let keys: Keys;
  let documents: DocumentStore;
  let document: StoredDocument;

  beforeAll(async () => {
    const { db: opened, settings } = await open();
    db = opened;
    services = {
      openDatabase: async () => connect(settings),
      readMasterKey: async () => masterKey,
      clock: () => now,
      random: randomBytes,
      purposes: keyPurposes,
      columns: sealedColumns,
      stores: sealedStores(directory, randomBytes),
      operator: 'root',
    };
    keys = await openAll();
    documents = createDocumentStore({ directory, keyring: keys, random: randomBytes });
    document = await documents.write(Readable.from([content]), { purpose: 'scan', limitBytes: 1e6 });
    await enqueueMail(db, {
      event: 'one-time-password',
      to: 'user@example.com',
      language: 'zh-Hant',
      params: {
        institutionName: '測試醫院',
        userName: 'user000',
        password: sealMailSecret(keys, 'user@example.com', 'kX7-secret'),
        validUntil: '2026-12-06T01:00:00.000Z',
        path: '/login',
      },
      at: now,
    });
    for (const purpose of keyPurposes) {
      if (purpose.use !== 'index') await rotateDataKey(db, maker, purpose);
    }
    now = new Date(now.getTime() + 2 * 60_000);
    await keys.refresh();
  });

  it('is counted by key, files and the secrets of mails too', async () => {
    const lines = (await told(list, '--json')).out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const of = (purpose: string) =>
      lines.filter((line) => line.purpose === purpose).map(({ state, values }) => [state, values]);
    expect(of('documents').sort()).toEqual([
      ['active', 0],
      ['retired', 1],
    ]);
    expect(of('mail').sort()).toEqual([
      ['active', 0],
      ['retired', 1],
    ]);
    expect(of('workers')).toEqual([['active', null]]);
  });

  it('moves to the active key, while a file is read and after a run that was killed', async () => {
    const path = join(directory, document.id.slice(0, 2), document.id);
    writeFileSync(`${path}.part`, 'left behind');
    const before = readFileSync(path);
    const reading = documents.read(document.id)[Symbol.asyncIterator]();
    const first = await reading.next();
    expect(await told(reseal, '--purpose', 'documents')).toMatchObject({ code: 0 });
    const rest: Buffer[] = [first.value];
    for (let part = await reading.next(); part.done !== true; part = await reading.next())
      rest.push(part.value);
    expect(Buffer.concat(rest).equals(content)).toBe(true);
    expect(readFileSync(path).equals(before)).toBe(false);
    expect((await buffer(Readable.from(documents.read(document.id)))).equals(content)).toBe(true);
    expect((await told(reseal, '--purpose', 'documents')).out).toContain('documents: 0 values moved');
  });

  it('keeps a retired key until a day has gone by and nothing is sealed with it', async () => {
    expect((await told(prune)).out).not.toContain('deleted');
    now = new Date(now.getTime() + day);
    const dry = (await told(prune, '--dry-run')).out;
    expect(dry).toMatch(/documents: can be deleted/);
    expect(dry).toMatch(/mail: kept, 1 values are sealed with it/);
    const known = await db('data_keys').select('id');
    const { out } = await told(prune);
    expect(out).toMatch(/documents: deleted/);
    expect(await db('data_keys').where({ purpose: 'documents' })).toHaveLength(1);
    expect(await db('data_keys').where({ purpose: 'mail' })).toHaveLength(2);
    expect((await db('data_keys').select('id')).length).toBeLessThan(known.length);
    expect(await told(reseal, '--purpose', 'mail')).toMatchObject({ code: 0 });
    expect((await told(prune)).out).toMatch(/mail: deleted/);
    const pruned = await db('audit_entries').where({ action: 'keys.prune' });
    expect(pruned.length).toBe(known.length - (await db('data_keys').select('id')).length);
  });

  it('opens in a process that knows the keys that are left only', async () => {
    const fresh = await openAll();
    const store = createDocumentStore({ directory, keyring: fresh, random: randomBytes });
    expect((await buffer(Readable.from(store.read(document.id)))).equals(content)).toBe(true);
    const { params } = await db('mails').first('params');
    const { password } = JSON.parse(params);
    expect(isMailSecret(password) && openMailSecret(fresh, 'user@example.com', password)).toBe('kX7-secret');
    expect(await told(check)).toMatchObject({ code: 0 });
  });

  it('that does not open is named and left as it is; a lost key is named with what it sealed', async () => {
    await rotateDataKey(db, maker, { name: 'documents', use: 'derive' });
    now = new Date(now.getTime() + 2 * 60_000);
    const path = join(directory, document.id.slice(0, 2), document.id);
    const damaged = readFileSync(path);
    damaged[500] = (damaged[500] ?? 0) ^ 1;
    writeFileSync(path, damaged);
    const { code, err } = await told(reseal, '--purpose', 'documents');
    expect(code).toBe(1);
    expect(err).toContain(`documents ${document.id} does not open and was left as it is.`);
    expect(readFileSync(path).equals(damaged)).toBe(true);
    await db('data_keys').where({ purpose: 'documents' }).whereNull('active_purpose').delete();
    const lost = await told(check);
    expect(lost.code).toBe(1);
    expect(lost.out).toMatch(/documents: 1 values were sealed with key [0-9a-f]{16}, which is lost/);
  });

  function openAll(): Promise<Keys> {
    return openKeys({ db, ...maker, purposes: keyPurposes });
  }

  async function told(command: typeof reseal, ...args: string[]) {
    const sink = createSink();
    const code = await command(args, sink.io, services);
    return { code, out: sink.out(), err: sink.err() };
  }
});
