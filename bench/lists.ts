import type { Request } from 'express';
import { cardList } from '../src/accounts/pages/card-list.js';
import type { Database } from '../src/database/index.js';
import { submissionList } from '../src/reports/pages/submission-list.js';
import type { List } from '../src/web/lists/index.js';
import { loadPart } from '../src/web/lists/load-part.js';
import { readState } from '../src/web/lists/read-state.js';
import { startMariadb } from '../test/support/mariadb-server.js';
import { compareTurns } from './support/compare-turns.js';
import { fillAccounts, fillSubmissions } from './support/fill-lists.js';
import { openBenchDatabase } from './support/open-bench-database.js';

/**
 * What it takes on MariaDB to load a page of a list: counting, rows, and what `read` asks besides. Long lists against the
 * same list of 1,000 rows on the same server, asked in turns; the ratio is that of the 95th percentiles.
 *
 * Prints one line of JSON for each way of asking.
 */
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
  const [few, many] = [
    await openBenchDatabase(server.port, 'few'),
    await openBenchDatabase(server.port, 'many'),
  ];
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

async function compare<Raw extends object, Row>(
  name: string,
  { few, many }: { readonly few: Database; readonly many: Database },
  list: List<Raw, Row>,
  questions: Readonly<Record<string, string>>,
): Promise<void> {
  const beyond = await rowBeyondPages(many, list);
  for (const [question, query] of Object.entries({ ...questions, 'beyond the numbered pages': beyond })) {
    const state = stateOf(list, query);
    await compareTurns(`list of ${name}: ${question}`, {
      few: () => loadPart(few, list, state),
      many: () => loadPart(many, list, state),
    });
  }
}

/** The address of what goes on behind the last numbered page. */
async function rowBeyondPages<Raw extends object, Row>(db: Database, list: List<Raw, Row>): Promise<string> {
  const last = await loadPart(db, list, stateOf(list, 'page=50'));
  return `after=${last.goesOnAfter}`;
}

function stateOf<Raw extends object, Row>(list: List<Raw, Row>, query: string) {
  return readState({ originalUrl: `/list?${query}` } as Request, list);
}
