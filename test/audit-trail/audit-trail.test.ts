import { afterAll, beforeAll, expect, it } from 'vitest';
import { appendAudit, findEntry, readEntries, verifyChain } from '../../src/audit/index.js';
import { type Database, inTransaction } from '../../src/database/index.js';
import { describeOnEachDatabase } from '../support/databases.js';
import { type Installation, startInstallation } from '../support/installation.js';

const at = new Date('2026-11-22T01:00:00Z');
const event = {
  at,
  actor: null,
  address: '203.69.20.5',
  action: 'test.write',
  target: { kind: 'account', reference: 'reporter01' },
  outcome: 'refused',
  reference: 'TESTREF',
} as const;

describeOnEachDatabase('an entry of the audit trail', (open) => {
  let db: Database;
  beforeAll(async () => {
    ({ db } = await open());
    for (const detail of [{}, { size: 'x'.repeat(100_000) }, {}]) {
      await inTransaction(db, (trx) => appendAudit(trx, { ...event, detail }));
    }
  });

  it('is found by what its bytes say, which the database itself has taken out of them', async () => {
    const asked = { outcome: 'refused', target_reference: 'reporter01', target_kind: 'account' };
    expect(await db('audit_entries').where(asked).orderBy('seq').pluck('seq')).toEqual([1, 2, 3]);
    expect(await db('audit_entries').where({ outcome: 'done' })).toEqual([]);
    await inTransaction(db, (trx) =>
      appendAudit(trx, { ...event, target: { kind: 'long', reference: '長'.repeat(300) } }),
    );
    await inTransaction(db, (trx) => appendAudit(trx, { ...event, target: null }));
    expect((await verifyChain(readEntries(db))).ok).toBe(true);
  });

  it('may be as long as an import of every institution makes it', async () => {
    expect((await findEntry(db, 2))?.bytes.length).toBeGreaterThan(100_000);
  });

  it('comes with its neighbours and says whether the links between them hold', async () => {
    expect(await findEntry(db, 1)).toMatchObject({
      hashHolds: true,
      previous: null,
      next: { seq: 2, linkHolds: true },
    });
    expect(await findEntry(db, 2)).toMatchObject({
      hashHolds: true,
      previous: { seq: 1, linkHolds: true },
      next: { seq: 3, linkHolds: true },
    });
    expect(await findEntry(db, 99)).toBeUndefined();
  });

  it('that was altered is shown as one that does not fit', async () => {
    await db.raw('DROP TRIGGER audit_entries_no_update');
    await db('audit_entries')
      .where({ seq: 3 })
      .update({ bytes: Buffer.from('{"seq":3}') });
    expect((await findEntry(db, 3))?.hashHolds).toBe(false);
    await db('audit_entries')
      .where({ seq: 2 })
      .update({ hash: Buffer.alloc(32, 1) });
    expect((await findEntry(db, 3))?.previous).toEqual({ seq: 2, linkHolds: false });
    expect((await findEntry(db, 1))?.next).toEqual({ seq: 2, linkHolds: true });
  });
});

let installation: Installation;
let token: string;
beforeAll(async () => {
  installation = await startInstallation();
  token = await installation.logIn('supervisor01');
}, 60_000);
afterAll(() => installation?.stop());

const get = (path: string) =>
  fetch(installation.origin + path, { headers: { authorization: `Bearer ${token}`, accept: 'text/html' } });
const looks = () =>
  installation.gateway
    .db('audit_entries')
    .where('action', 'like', 'audit.%')
    .orderBy('seq')
    .then((rows) => rows.map(({ bytes }) => JSON.parse(String(bytes))));

it('is searched by time, actor, action, target and outcome, and each search is written down once', async () => {
  const query = '/agency/audit?actor=supervisor01&action=session&outcome=done';
  const page = await (await get(query)).text();
  expect(page).toContain('session.begin');
  expect(page).not.toContain('account.add');
  await get(`${query}&page=2&sort=seq&direction=ascending`);
  await get(query);
  expect(await looks()).toMatchObject([
    {
      action: 'audit.search',
      actor: { userName: 'supervisor01' },
      detail: { asked: { actor: 'supervisor01', action: 'session', outcome: 'done' } },
    },
  ]);
  expect(await (await get('/agency/audit?target=reporter01&action=account.add')).text()).toContain(
    'account.add',
  );
  expect(await looks()).toHaveLength(2);
});

it('is shown with its bytes and hash, and so is that somebody looked', async () => {
  const page = await (await get('/agency/audit/1')).text();
  const found = await findEntry(installation.gateway.db, 1);
  expect(page).toContain(found?.hash.toString('hex'));
  expect(page).toContain('與內容相符');
  expect((await looks()).at(-1)).toMatchObject({
    action: 'audit.read',
    target: { kind: 'audit-entry', reference: '1' },
  });
  expect((await get('/agency/audit/999999')).status).toBe(404);
  expect((await get('/agency/audit/x')).status).toBe(404);
});

it('is taken away as a file, which is written down too', async () => {
  const csv = await (await get('/agency/audit.csv?action=account.add')).text();
  expect(csv).toContain('account.add');
  const entry = await installation.gateway.db('audit_entries').where({ action: 'list.export' }).first();
  expect(JSON.parse(String(entry.bytes))).toMatchObject({ target: { kind: 'list', reference: 'audit' } });
});
