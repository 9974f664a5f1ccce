import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { chainHash, genesisHash } from '../../src/audit/chain.js';
import {
  type AuditEvent,
  appendAudit,
  formatEntryLine,
  formatNoteVerifier,
  makeNoteSigner,
  parseNoteSigner,
  parseNoteVerifier,
  readCheckpoints,
  readEntries,
  readExportedEntries,
  verifyChain,
  writeCheckpoint,
} from '../../src/audit/index.js';
import type { StoredEntry } from '../../src/audit/verify.js';
import { type Database, inTransaction } from '../../src/database/index.js';
import { describeOnEachDatabase } from '../support/databases.js';

const folder = mkdtempSync(join(tmpdir(), 'jianbao-audit-'));
afterAll(() => rmSync(folder, { recursive: true }));

describeOnEachDatabase('the audit chain', (open, dialect) => {
  let db: Database;

  beforeEach(async () => {
    ({ db } = await open());
  });

  it('links each entry to the one before it, with the RFC 8785 text as stored', async () => {
    await append(db, event('account.open'));
    await append(db, event('account.close'));
    const entries = await all(readEntries(db));
    expect(entries.map(({ seq }) => seq)).toEqual([1, 2]);
    expect(entries[0]?.previousHash).toEqual(genesisHash);
    expect(entries[1]?.previousHash).toEqual(entries[0]?.hash);
    expect(entries[1]?.hash).toEqual(
      chainHash(entries[0]?.hash ?? genesisHash, entries[1]?.bytes ?? genesisHash),
    );
    expect(entries[0]?.bytes.toString()).toBe(
      '{"action":"account.open","actor":null,"address":"127.0.0.1","at":"2026-11-22T00:00:00.000Z","detail":{"after":2,"before":1},"outcome":"done","personal":{},"reference":null,"seq":1,"target":null}',
    );
    expect(await verifyChain(readEntries(db))).toEqual({ ok: true, entries: 2, hash: entries[1]?.hash });
  });

  it('writes nothing when the change itself is rolled back', async () => {
    await inTransaction(db, async (trx) => {
      await appendAudit(trx, event('account.open'));
      throw new TypeError('no');
    }).catch(() => undefined);
    expect(await all(readEntries(db))).toEqual([]);
  });

  it('stays one chain when twenty changes are made at once', async () => {
    await Promise.all(Array.from({ length: 20 }, () => append(db, event('account.touch'))));
    expect(await verifyChain(readEntries(db))).toMatchObject({ ok: true, entries: 20 });
  });

  it('is protected by the database against update, delete and replace', async () => {
    await append(db, event('account.open'));
    const row = await db('audit_entries').first();
    await expect(db('audit_entries').update({ actor: 'mallory' })).rejects.toThrow('append-only');
    await expect(db('audit_entries').delete()).rejects.toThrow('append-only');
    const replace = dialect === 'sqlite' ? 'INSERT OR REPLACE' : 'REPLACE';
    await expect(
      db.raw(
        `${replace} INTO audit_entries (seq, previous_hash, hash, at, action, bytes) VALUES (1, ?, ?, ?, 'x', ?)`,
        [row.previous_hash, row.hash, row.at, row.bytes],
      ),
    ).rejects.toThrow('append-only');
  });

  it('keeps erasable personal data as a digest whose salt stands beside it', async () => {
    await append(db, { ...event('account.open'), personal: { holder: '王小明' } });
    const [entry] = await all(readEntries(db));
    expect(entry?.bytes.toString()).not.toContain('王小明');
    expect(entry?.bytes.toString()).toMatch(/"personal":\{"holder":"[0-9a-f]{64}"\}/);
    expect(await db('audit_salts').select('seq', 'name')).toEqual([{ seq: 1, name: 'holder' }]);
    await db('audit_salts').delete();
    expect(await verifyChain(readEntries(db))).toMatchObject({ ok: true, entries: 1 });
  });

  it('shows an exported chain altered, missing, relinked, misnumbered, truncated and unreadable', async () => {
    for (let n = 0; n < 4; n += 1) await append(db, event('account.touch'));
    const entries = await all(readEntries(db));
    const checkpoint = { seq: 4, hash: entries[3]?.hash ?? genesisHash };
    const changed = entries.map((entry, n) =>
      n === 1 ? { ...entry, bytes: Buffer.from(entry.bytes.toString().replace('touch', 'tuoch')) } : entry,
    );
    expect(await verifyChain(from(changed))).toEqual({ ok: false, seq: 2, fault: 'altered' });
    expect(await verifyChain(from(entries.filter((_, n) => n !== 2)))).toEqual({
      ok: false,
      seq: 3,
      fault: 'missing',
    });
    expect(await verifyChain(from(entries.slice(0, 3)), [checkpoint])).toEqual({
      ok: false,
      seq: 4,
      fault: 'truncated',
    });
    expect(await verifyChain(from(rechain(entries, 1)), [checkpoint])).toEqual({
      ok: false,
      seq: 4,
      fault: 'contradicts-checkpoint',
    });
    const relinked = entries.map((entry, n) => (n === 2 ? { ...entry, previousHash: genesisHash } : entry));
    expect(await verifyChain(from(relinked))).toEqual({ ok: false, seq: 3, fault: 'broken-link' });
    const file = join(folder, `${dialect}.jsonl`);
    writeFileSync(file, `${entries.map(formatEntryLine).join('\n')}\n`);
    expect(await verifyChain(readExportedEntries(file), [checkpoint])).toMatchObject({
      ok: true,
      entries: 4,
    });
    writeFileSync(file, `${readFileSync(file, 'utf8')}half a li`);
    await expect(verifyChain(readExportedEntries(file))).rejects.toThrow('Line 5 is not an audit entry.');
  });

  it('writes each state of the chain once as a signed checkpoint and reads it back', async () => {
    const signer = parseNoteSigner(makeNoteSigner('audit.test'));
    const verifier = parseNoteVerifier(formatNoteVerifier(signer));
    const directory = join(folder, `checkpoints-${dialect}`);
    expect(await writeCheckpoint(db, { directory, signer })).toBeUndefined();
    await append(db, event('account.open'));
    const written = await writeCheckpoint(db, { directory, signer });
    expect(written?.seq).toBe(1);
    expect(await writeCheckpoint(db, { directory, signer })).toBeUndefined();
    expect(await readCheckpoints(directory, verifier)).toEqual([written]);
    const [name] = readdirSync(directory);
    const path = join(directory, name ?? '');
    writeFileSync(path, readFileSync(path, 'utf8').replace('\n1\n', '\n2\n'));
    await expect(readCheckpoints(directory, verifier)).rejects.toThrow('was not signed by');
  });
});

function event(action: string): AuditEvent {
  return {
    at: new Date('2026-11-22T00:00:00Z'),
    actor: null,
    address: '127.0.0.1',
    action,
    target: null,
    outcome: 'done',
    detail: { before: 1, after: 2 },
    reference: null,
  };
}

function append(db: Database, entry: AuditEvent): Promise<number> {
  return inTransaction(db, (trx) => appendAudit(trx, entry));
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

async function* from<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

/** What somebody with the database in hand would do: alter an entry and mend every hash after it. */
function rechain(entries: readonly StoredEntry[], altered: number): StoredEntry[] {
  let previousHash: Buffer = genesisHash;
  return entries.map((entry, n) => {
    const bytes = n === altered ? Buffer.from(entry.bytes.toString().replace('touch', 'tuoch')) : entry.bytes;
    const next = { seq: entry.seq, previousHash, hash: chainHash(previousHash, bytes), bytes };
    previousHash = next.hash;
    return next;
  });
}
