import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Request } from 'express';
import { migrate } from '../migrations/index.js';
import { connect } from '../src/database/index.js';
import { submissionList } from '../src/reports/pages/submission-list.js';
import { csvText } from '../src/web/exports/csv-text.js';
import type { Table } from '../src/web/exports/index.js';
import { allRows } from '../src/web/lists/all-rows.js';
import { readState } from '../src/web/lists/read-state.js';
import { writeWorkbook } from '../src/xlsx/index.js';
import { fillAccounts, fillSubmissions } from './support/fill-lists.js';

/**
 * What memory a list of 100,000 submissions takes as a file, in each form, from SQLite: how far the process grows above
 * what it had before. Nothing is kept of the rows, so it should not grow by more than a few parts of 1,000 rows.
 *
 * Prints one line of JSON for each form; `reference` is what is allowed.
 */
const rows = 100_000;
const allowedMegabytes = 64;
const createdAt = new Date('2026-11-22T04:00:00Z');

const directory = mkdtempSync(join(tmpdir(), 'jianbao-bench-'));
const db = connect({ dialect: 'sqlite', file: join(directory, 'bench.sqlite') });
try {
  await migrate(db);
  await fillAccounts(db, 4000);
  await fillSubmissions(db, rows);
  await measure('CSV', (table) => Readable.from(csvText(table)));
  await measure('XLSX', ({ title, columns, parts }) =>
    writeWorkbook({ title, columns, parts: cellsOf({ columns, parts }), createdAt }),
  );
} finally {
  await db.destroy();
  rmSync(directory, { recursive: true, force: true });
}

type AnyTable = Table<ListedRow>;
type ListedRow = Readonly<Record<string, unknown>>;

async function measure(form: string, write: (table: AnyTable) => Readable): Promise<void> {
  const before = process.memoryUsage.rss();
  let peak = before;
  let bytes = 0;
  const begin = performance.now();
  const count = new Writable({
    write(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      peak = Math.max(peak, process.memoryUsage.rss());
      setImmediate(done);
    },
  });
  await pipeline(write(tableOfAll()), count);
  const grown = (peak - before) / 1e6;
  console.log(
    JSON.stringify({
      name: `${form} file of a list of ${rows} rows`,
      ratio: Math.round((allowedMegabytes / Math.max(grown, 1)) * 100) / 100,
      unit: 'MB above the memory before',
      ours: Math.round(grown),
      reference: allowedMegabytes,
      goal: 1,
      better: 'higher',
      megabytes: Math.round(bytes / 1e4) / 100,
      milliseconds: Math.round(performance.now() - begin),
    }),
  );
}

/** The submissions of all institutions, which no page shows. */
function tableOfAll(): AnyTable {
  const list = { ...submissionList(1), from: (pool: typeof db) => pool('submissions') };
  const state = readState({ originalUrl: '/submissions' } as Request, list);
  const columns = ['number', 'file', 'receivedAt'].map((key) => ({
    heading: key,
    kind: 'text' as const,
    value: (row: ListedRow) => JSON.stringify(row[key]),
  }));
  return { title: 'submissions', columns, parts: partsOf(allRows(db, list, state)) };
}

async function* partsOf(parts: AsyncIterable<readonly object[]>): AsyncGenerator<readonly ListedRow[]> {
  for await (const part of parts) yield part.map((row) => ({ ...row }));
}

async function* cellsOf({ columns, parts }: Pick<AnyTable, 'columns' | 'parts'>) {
  for await (const part of parts) yield part.map((row) => columns.map(({ value }) => value(row)));
}
