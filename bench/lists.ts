import type { Request } from 'express';
import { migrate } from '../migrations/index.js';
import { cardList } from '../src/accounts/pages/card-list.js';
import { connect, type Database } from '../src/database/index.js';
import { submissionList } from '../src/reports/pages/submission-list.js';
import type { List } from '../src/web/lists/index.js';
import { loadPart } from '../src/web/lists/load-part.js';
import { readState } from '../src/web/lists/read-state.js';
import { createMariadbDatabase, startMariadb } from '../test/support/mariadb-server.js';
import { fillAccounts, fillSubmissions } from './support/fill-lists.js';

/**
 * What it takes on MariaDB to load a page of a list: counting, rows, and what `read` asks besides. Long lists against the
 * same list of 1,000 rows on the same server, asked in turns; the ratio is that of the 95th percentiles.
 *
 * Prints one line of JSON for each way of asking. `goal` is that the long one takes at the most twice as long; the second
 * goal, 100 ms, is in `most`.
 */
const rounds = Number(process.env.JIANBAO_BENCH_ROUNDS ?? '200');
const short = 1000;

/** How the lists are asked; what is behind `after` is filled in with a row from beyond the numbered pages. */
const accountQuestions: Readonly<Record<string, string>> = {
  'first page': '',
  'last numbered page': 'page=50',
  'sorted by name': 'sort=name',
  'sorted by role': 'sort=role&direction=descending',
  'one role': 'role=reviewer',
  'one state': 'state=suspended',
  'one institution by its code': 'institution=1100000007',
  'a user name': 'q=user00077',
  'part of a name that many have': 'q=%E6%80%A1',
  'nothing found': 'q=nobody-is-called-so',
};

const submissionQuestions: Readonly<Record<string, string>> = {
  'first page': '',
  'last numbered page': 'page=50',
  'oldest first': 'direction=ascending',
  'sorted by file': 'sort=name',
  'sorted by rows': 'sort=rows&direction=descending',
  'one state': 'state=refused',
  'one month': 'received-from=2026-05-01&received-to=2026-05-31',
  'a number': 'q=S0000321',
  'nothing found': 'q=nothing-is-called-so',
};

const server = await startMariadb();
try {
  const [few, many] = [await open('few'), await open('many')];
  await fillAccounts(few, short);
  await fillAccounts(many, 10_000);
  await compare('10,000 accounts', { few, many }, cardList({ accountId: 1 }, undefined), accountQuestions);
  const institution = await fillSubmissions(few, short);
  await fillSubmissions(many, 100_000);
  await compare(
    '1,000 submissions among 100,000',
    { few, many },
    submissionList(institution),
    submissionQuestions,
  );
  await Promise.all([few.destroy(), many.destroy()]);
} finally {
  await server.stop();
}

async function open(database: string): Promise<Database> {
  await createMariadbDatabase(server.port, database);
  const db = connect({
    dialect: 'mariadb',
    host: '127.0.0.1',
    port: server.port,
    user: 'root',
    password: '',
    database,
  });
  await migrate(db);
  return db;
}

async function compare<Raw extends object, Row>(
  name: string,
  { few, many }: { readonly few: Database; readonly many: Database },
  list: List<Raw, Row>,
  questions: Readonly<Record<string, string>>,
): Promise<void> {
  const beyond = await rowBeyondPages(many, list);
  for (const [question, query] of Object.entries({ ...questions, 'beyond the numbered pages': beyond })) {
    const times = { few: [] as number[], many: [] as number[] };
    // A tenth of the rounds first, to warm up.
    for (let round = -rounds / 10; round < rounds; round += 1) {
      const [ofFew, ofMany] = [await timeOf(few, list, query), await timeOf(many, list, query)];
      if (round < 0) continue;
      times.few.push(ofFew);
      times.many.push(ofMany);
    }
    print(`list of ${name}: ${question}`, times);
  }
}

/** The address of what goes on behind the last numbered page. */
async function rowBeyondPages<Raw extends object, Row>(db: Database, list: List<Raw, Row>): Promise<string> {
  const last = await loadPart(db, list, stateOf(list, 'page=50'));
  return `after=${last.goesOnAfter}`;
}

async function timeOf<Raw extends object, Row>(
  db: Database,
  list: List<Raw, Row>,
  query: string,
): Promise<number> {
  const begin = performance.now();
  await loadPart(db, list, stateOf(list, query));
  return performance.now() - begin;
}

function stateOf<Raw extends object, Row>(list: List<Raw, Row>, query: string) {
  return readState({ originalUrl: `/list?${query}` } as Request, list);
}

function print(name: string, { few, many }: { readonly few: number[]; readonly many: number[] }): void {
  const [reference, ours] = [percentile95(few), percentile95(many)];
  console.log(
    JSON.stringify({
      name,
      ratio: round(ours / reference),
      unit: 'ms, 95th percentile',
      ours: round(ours),
      reference: round(reference),
      goal: 2,
      better: 'lower',
      most: 100,
    }),
  );
}

function percentile95(times: readonly number[]): number {
  const sorted = [...times].sort((one, other) => one - other);
  return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? Number.NaN;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
