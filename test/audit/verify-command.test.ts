import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { run as exportChain } from '../../src/audit/commands/export.js';
import { run as verify } from '../../src/audit/commands/verify.js';
import {
  appendAudit,
  formatNoteVerifier,
  makeNoteSigner,
  parseNoteSigner,
  writeCheckpoint,
} from '../../src/audit/index.js';
import { connect, type DatabaseSettings, inTransaction } from '../../src/database/index.js';
import { opener } from '../support/databases.js';
import { createSink } from '../support/sink.js';

const folder = mkdtempSync(join(tmpdir(), 'jianbao-audit-verify-'));
afterAll(() => rmSync(folder, { recursive: true }));

const open = opener('sqlite');
const signer = parseNoteSigner(makeNoteSigner('audit.test'));
const verifier = join(folder, 'checkpoint.pub');
let settings: DatabaseSettings;
let checkpoints: string;

beforeEach(async () => {
  const { db, settings: opened } = await open();
  settings = opened;
  checkpoints = mkdtempSync(join(folder, 'checkpoints-'));
  writeFileSync(verifier, formatNoteVerifier(signer));
  for (let n = 0; n < 3; n += 1) {
    await inTransaction(db, (trx) =>
      appendAudit(trx, {
        at: new Date('2026-11-22T00:00:00Z'),
        actor: null,
        address: null,
        action: 'test.touch',
        target: null,
        outcome: 'done',
        reference: null,
      }),
    );
  }
  await writeCheckpoint(db, { directory: checkpoints, signer });
});

it('says how many entries stand unbroken and exits 0', async () => {
  const { code, out } = await runVerify(['--checkpoints', checkpoints, '--verifier', verifier]);
  expect(out).toMatch(/^3 entries, unbroken; head [0-9a-f]{64}\n$/);
  expect(code).toBe(0);
});

it('finds an entry which somebody with the database in hand altered, and exits 1', async () => {
  await tamper("UPDATE audit_entries SET bytes = REPLACE(bytes, 'touch', 'tuoch') WHERE seq = 2");
  expect(await runVerify([])).toMatchObject({ code: 1, out: 'entry 2: altered\n' });
});

it('finds cut-off newest entries by the checkpoint, which the database alone cannot show', async () => {
  await tamper('DELETE FROM audit_entries WHERE seq = 3');
  expect(await runVerify([])).toMatchObject({ code: 0 });
  expect(await runVerify(['--checkpoints', checkpoints, '--verifier', verifier])).toMatchObject({
    code: 1,
    out: 'entry 3: truncated\n',
  });
});

it('checks an exported file without a database', async () => {
  const file = join(mkdtempSync(join(folder, 'export-')), 'chain.jsonl');
  expect(await exportChain(['--out', file], createSink().io, async () => connect(settings))).toBe(0);
  expect(await runVerify(['--file', file])).toMatchObject({ code: 0 });
  writeFileSync(file, readFileSync(file, 'utf8').replace('touch', 'tuoch'));
  expect(await runVerify(['--file', file])).toMatchObject({ code: 1, out: 'entry 1: altered\n' });
  writeFileSync(file, 'not an entry\n');
  expect(await runVerify(['--file', file])).toMatchObject({ code: 1, out: 'entry 1: unreadable\n' });
});

it('exits 2 when it could not check at all', async () => {
  expect(await runVerify(['--file', join(folder, 'nothing')])).toMatchObject({ code: 2, out: '' });
  expect(await runVerify(['--checkpoints', checkpoints])).toMatchObject({ code: 2, out: '' });
});

async function tamper(sql: string): Promise<void> {
  const db = connect(settings);
  await db.raw('DROP TRIGGER audit_entries_no_update');
  await db.raw('DROP TRIGGER audit_entries_no_delete');
  await db.raw(sql);
  await db.destroy();
}

async function runVerify(args: string[]): Promise<{ code: number; out: string }> {
  const sink = createSink();
  const code = await verify(args, sink.io, async () => connect(settings));
  return { code, out: sink.out() };
}
