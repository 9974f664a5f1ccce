import { createHash } from 'node:crypto';
import type { Request } from 'express';
import type { Database } from '../src/database/index.js';
import type { Keyring } from '../src/keys/index.js';
import { recordList } from '../src/reports/search/record-list.js';
import { loadPart } from '../src/web/lists/load-part.js';
import { readState } from '../src/web/lists/read-state.js';
import { startMariadb } from '../test/support/mariadb-server.js';
import { compareTurns } from './support/compare-turns.js';
import { fillAccounts, fillSubmissions } from './support/fill-lists.js';
import { openBenchDatabase } from './support/open-bench-database.js';

/**
 * Searching the records of one worker among 10,000,000 against among 100,000, five records a worker in either, spread over
 * submissions and institutions; another worker each time, in turns, on MariaDB. Counting and rows are measured; opening the
 * sealed values of the found rows, which costs the same in either, is not.
 *
 * The buffer pool has 4 GB, so that both sizes lie in memory as on a server made for it. `JIANBAO_BENCH_RECORDS` changes
 * the longer size. Filling takes some minutes and 4 GB of disk.
 */
const many = Number(process.env.JIANBAO_BENCH_RECORDS ?? '10000000');
const few = 100_000;
const recordsOfWorker = 5;
const rowsOfSubmission = 10_000;
const rowsAtOnce = 500_000;

const server = await startMariadb();
try {
  const databases = {
    few: await openFilled('few', few),
    many: await openFilled('many', many),
  };
  await compare('the agency', databases, null);
  await compare('one institution', databases, 1);
  await Promise.all([databases.few.destroy(), databases.many.destroy()]);
} finally {
  await server.stop();
}

async function compare(
  who: string,
  databases: { readonly few: Database; readonly many: Database },
  institutionId: number | null,
): Promise<void> {
  await compareTurns(
    `${many} records, those of one worker, asked by ${who}`,
    {
      few: asker(databases.few, few, institutionId),
      many: asker(databases.many, many, institutionId),
    },
    { goal: 1.2, of: 'median' },
  );
}

/** Asks for another worker each time, those far apart one after the other. */
function asker(db: Database, records: number, institutionId: number | null): () => Promise<unknown> {
  let asked = 0;
  return async () => {
    asked += 1;
    const worker = (asked * 7919) % (records / recordsOfWorker);
    const search = { id: 'x'.repeat(22), workerIndex: indexOf(worker), criteria: {}, reason: null };
    const list = { ...recordList(undefined as unknown as Keyring, institutionId, search), read: keep };
    const part = await loadPart(db, list, readState({ originalUrl: '/records' } as Request, list));
    if (institutionId === null && part.rows.length !== recordsOfWorker) {
      throw new Error(`${part.rows.length} records of worker ${worker}.`);
    }
    return part;
  };
}

function keep(_db: Database, rows: readonly object[]): never[] {
  return rows as never[];
}

function indexOf(worker: number): Buffer {
  return createHash('md5').update(String(worker)).digest();
}

async function openFilled(name: string, records: number): Promise<Database> {
  const db = await openBenchDatabase(server.port, name);
  await db.raw(`SET GLOBAL innodb_buffer_pool_size = ${4 * 1024 ** 3}`);
  await fillAccounts(db, 40);
  await fillSubmissions(db, Math.ceil(records / rowsOfSubmission));
  await db('submissions').update({ state: 'accepted' });
  for (let from = 0; from < records; from += rowsAtOnce) {
    await db.raw(fillStatement(), [
      from,
      Math.min(from + rowsAtOnce, records) - 1,
      records / recordsOfWorker,
    ]);
  }
  await db.raw('ANALYZE TABLE exam_records, submissions');
  return db;
}

/** One statement for many rows; the worker's index looks as random as a keyed hash. */
function fillStatement(): string {
  return `INSERT INTO exam_records
  (submission_id, row_no, institution_id, kind, hazard_code, exam_date, level, employer_ubn, worker_index)
  SELECT 1 + n DIV ${rowsOfSubmission}, 2 + n MOD ${rowsOfSubmission}, 1 + (n DIV ${rowsOfSubmission}) MOD 5, 'general', NULL,
    DATE_ADD('2020-01-01', INTERVAL n MOD 2000 DAY), NULL, LPAD(n MOD 5000, 8, '1'), UNHEX(MD5(n MOD workers))
  FROM (SELECT seq + ? AS n FROM seq_0_to_${rowsAtOnce - 1}) AS numbers, (SELECT ? AS last, ? AS workers) AS sizes
  WHERE n <= last`;
}
