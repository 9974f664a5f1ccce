import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, expect, it } from 'vitest';
import {
  createDocumentStore,
  findDocument,
  recordDocument,
  removeOrphans,
} from '../../src/documents/index.js';
import { keyring } from '../../src/keys/index.js';
import { describeOnEachDatabase } from '../support/databases.js';

const directory = mkdtempSync(join(tmpdir(), 'jianbao-documents-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const ring = keyring(
  {
    keys: [
      { id: '00000000000000d1', purpose: 'documents', use: 'derive', active: true, bytes: randomBytes(32) },
    ],
  },
  randomBytes,
);
const at = new Date('2026-11-22T01:00:00Z');
const longAgo = new Date('2026-11-20T00:00:00Z');

describeOnEachDatabase('the table of documents', (open, dialect) => {
  const store = createDocumentStore({
    directory: join(directory, dialect),
    keyring: ring,
    random: randomBytes,
  });
  const write = () =>
    store.write(Readable.from([Buffer.from('content')]), { purpose: 'scan', limitBytes: 100 });

  it('tells what a document is and whose', async () => {
    const { db } = await open();
    const document = await write();
    await recordDocument(db, document, { owner: 'submission:42', at });
    expect(await findDocument(db, document.id)).toEqual({
      id: document.id,
      purpose: 'scan',
      size: 7,
      sha256: createHash('sha256').update('content').digest(),
      owner: 'submission:42',
      createdAt: at,
    });
    expect(await findDocument(db, '0'.repeat(32))).toBeUndefined();
  });

  it('lets go of files that no transaction kept, once they are old enough', async () => {
    const { db } = await open();
    const kept = await write();
    await recordDocument(db, kept, { owner: 'submission:42', at });
    const rolledBack = await write();
    const fresh = await write();
    const folder = (id: string) => join(directory, dialect, id.slice(0, 2));
    const partial = join(folder(kept.id), `${'f'.repeat(32)}.part`);
    writeFileSync(partial, 'a process died here');
    for (const path of [
      join(folder(kept.id), kept.id),
      join(folder(rolledBack.id), rolledBack.id),
      partial,
    ]) {
      utimesSync(path, longAgo, longAgo);
    }
    expect(await removeOrphans(db, store, { before: new Date('2026-11-21T00:00:00Z') })).toBe(2);
    const left = readdirSync(join(directory, dialect), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => name);
    expect(left).toContain(kept.id);
    expect(left).toContain(fresh.id);
    expect(left).not.toContain(rolledBack.id);
    expect(left.some((name) => name.endsWith('.part'))).toBe(false);
  });
});
