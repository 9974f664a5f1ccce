import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { beforeAll, describe, expect, it } from 'vitest';
import { byOperator } from '../../src/accounts/index.js';
import { addNote, decide, returnAll } from '../../src/applications/index.js';
import type { Holder } from '../../src/applications/public/draft-cookie.js';
import { writeDraft } from '../../src/applications/public/draft-store.js';
import type { CardIdentity } from '../../src/certificates/index.js';
import { addMinutes } from '../../src/clock.js';
import { type Database, dialectOf, inTransaction } from '../../src/database/index.js';
import { type Keyring, type SealedColumn, UnsealError } from '../../src/keys/index.js';
import { readValues, type SealedCell } from '../../src/keys/sealed-columns/read-values.js';
import { beginDryRun } from '../../src/reports/dry-runs/begin-dry-run.js';
import { keepReceiptCertificate } from '../../src/reports/index.js';
import { rowsPerChunk } from '../../src/reports/records/seal-records.js';
import { generateDustArchive } from '../../src/reports/sample/dust-archive.js';
import { insertSignature } from '../../src/reports/signatures/store.js';
import { sealedColumns } from '../../src/sealed-data.js';
import {
  keys as applicationKeys,
  type Ground,
  newAccounts,
  openGround,
} from '../applications/support/ground.js';
import { makeAnotherSigner } from '../reports/support/another-signer.js';
import { openReportGround, type ReportGround, sample, today } from '../reports/support/report-ground.js';
import { describeOnEachDatabase } from '../support/databases.js';

/** Columns of bytes that are no sealed values of a table to be moved to new keys, and why. */
const otherColumns: Readonly<Record<string, string>> = {
  'data_keys.wrapped': 'wrapped by the master key',
  'audit_entries.bytes': 'the hashed bytes of an entry, to be read by anybody who verifies',
  'receipts.content': 'handed out as it is',
  'receipts.signature': 'handed out as it is',
};

describeOnEachDatabase('the sealed columns', (open) => {
  let reports: ReportGround;
  let applications: Ground;

  beforeAll(async () => {
    reports = await openReportGround(await open());
    applications = await openGround((await open()).db);
    await reportTwice(reports);
    await applyTwice(applications);
  });

  it('are all declared: every column of bytes is sealed and can be moved, or has a reason', async () => {
    const declared = sealedColumns.map(({ table, column }) => `${table}.${column}`);
    const known = new Set([...declared, ...Object.keys(otherColumns)]);
    const found = await columnsOfBytes(reports.db);
    expect(found.filter((name) => !known.has(name))).toEqual([]);
    expect(declared.filter((name) => !found.includes(name))).toEqual([]);
  });

  describe.each(sealedColumns.map((column) => [`${column.table}.${column.column}`, column] as const))(
    '%s',
    (_, column) => {
      it('opens in its own row and in no other', async () => {
        const { db, ring } = groundOf(column);
        const cells = await readValues(db, column, { after: undefined, limit: 10 });
        expect(cells.length).toBeGreaterThanOrEqual(2);
        for (const value of cells) {
          for (const place of cells) {
            expect(isOpen(ring, column, value, place)).toBe(value === place);
          }
        }
      });

      it('opens in no other column', async () => {
        const { db, ring } = groundOf(column);
        const [value] = await readValues(db, column, { after: undefined, limit: 1 });
        const others = sealedColumns.filter((other) => other !== column && groundOf(other).db === db);
        for (const other of others) {
          for (const place of await readValues(db, other, { after: undefined, limit: 10 })) {
            expect(value !== undefined && isOpen(ring, other, value, place)).toBe(false);
          }
        }
      });

      it('is read from where the last batch ended, each value once', async () => {
        const { db } = groundOf(column);
        const all = await readValues(db, column, { after: undefined, limit: 100 });
        const one: SealedCell[] = [];
        for (;;) {
          const [next] = await readValues(db, column, { after: one.at(-1)?.row, limit: 1 });
          if (next === undefined) break;
          one.push(next);
        }
        expect(one).toEqual(all);
      });
    },
  );

  function groundOf({ purpose }: SealedColumn): { db: Database; ring: Keyring } {
    return purpose === 'applications'
      ? { db: applications.db, ring: applicationKeys }
      : { db: reports.db, ring: reports.keys };
  }
});

function isOpen(ring: Keyring, column: SealedColumn, value: SealedCell, place: SealedCell): boolean {
  try {
    ring.verify(column.purpose, value.sealed, column.contextOf(place.row));
    return true;
  } catch (error) {
    if (error instanceof UnsealError) return false;
    throw error;
  }
}

/** Two files with errors and warnings to report, and tried out before, two accepted ones, signatures of two cards, and images. */
async function reportTwice(ground: ReportGround): Promise<void> {
  for (const seed of [1, 2]) {
    const { id } = await ground.send(sample({ rows: rowsPerChunk + 5, seed }));
    await ground.send(sample({ rows: 10, errors: 2, seed: seed + 10 }));
    await tryOut(ground, sample({ rows: 10, errors: 2, seed: seed + 10 }));
    await ground.work();
    for (const serialNumber of ['01', '02']) await sign(ground, id, serialNumber);
  }
  const dust = generateDustArchive({ rows: 2, seed: 1, today });
  await ground.send(await buffer(dust.stream), { kind: 'special' });
  await ground.work();
  await keepReceiptCertificate(ground, (await makeAnotherSigner(ground)).certificate, ground.now);
}

async function tryOut({ documents, services, institution }: ReportGround, file: Buffer): Promise<void> {
  const document = await documents.write(Readable.from([file]), { purpose: 'submission', limitBytes: 1e6 });
  const { id: institutionId, accountId } = institution;
  const order = { kind: 'general', file: { name: 'exams.csv', document }, institutionId, accountId } as const;
  await beginDryRun(services, { ...order, by: byOperator });
}

async function sign(ground: ReportGround, submissionId: number, serialNumber: string): Promise<void> {
  const identity = {
    profile: 'citizen',
    issuerKeyId: 'ab'.repeat(20),
    serialNumber,
    certificateFingerprint: createHash('sha256').update(`${submissionId} ${serialNumber}`).digest('hex'),
  } as CardIdentity;
  const fresh = { submissionId, accountId: ground.institution.accountId, identity, der: randomBytes(50) };
  const times = { signedAt: ground.now, at: ground.now, fileSha256: randomBytes(32) };
  await inTransaction(ground.db, (trx) => insertSignature(trx, ground.keys, { ...fresh, ...times }));
}

/** Two applications, each with two notes, returned with words; and the forms of two browsers. */
async function applyTwice(ground: Ground): Promise<void> {
  for (const userName of ['user000', 'user001']) {
    const taken = await ground.underReview(newAccounts('reporter', userName), 'manager01');
    for (const text of ['first', 'second']) {
      ground.now = addMinutes(ground.now, 1);
      await addNote(ground.services, { reference: taken.reference, note: text }, ground.by('reviewer01'));
    }
    const decisions = returnAll(taken, ['other'], `words for ${userName}`);
    await decide(ground.services, { ...taken, decisions, wideConfirmed: false }, ground.by('reviewer01'));
    const draft = { holder: randomBytes(32) as Holder, kind: 'new-account', at: ground.now } as const;
    const content = { acceptedDeclaration: '1', previousReference: null, values: {} };
    await writeDraft({ db: ground.db, keys: applicationKeys }, draft, content);
  }
}

async function columnsOfBytes(db: Database): Promise<readonly string[]> {
  if (dialectOf(db) === 'mariadb') {
    const [rows] = await db.raw(
      "select concat(table_name, '.', column_name) as name from information_schema.columns where table_schema = database() and data_type like '%blob'",
    );
    return rows.map(({ name }: { name: string }) => name);
  }
  const rows: readonly { name: string }[] = await db.raw(
    "select m.name || '.' || c.name as name from sqlite_master m, pragma_table_info(m.name) c where m.type = 'table' and lower(c.type) like '%blob'",
  );
  return rows.map(({ name }) => name);
}
