import type { Request } from 'express';
import { deskList } from '../src/applications/desk/desk-list.js';
import { countWaiting } from '../src/applications/desk/desk-store.js';
import { type ApplicationFilter, type ListScope, listApplications } from '../src/applications/index.js';
import { applicationList } from '../src/applications/institution/application-list.js';
import { loadFacts } from '../src/applications/statistics/load-facts.js';
import { monthsOf } from '../src/applications/statistics/months.js';
import type { Database } from '../src/database/index.js';
import { beginVisit } from '../src/web/index.js';
import type { List } from '../src/web/lists/index.js';
import { loadPart } from '../src/web/lists/load-part.js';
import { readState } from '../src/web/lists/read-state.js';
import { readOfficeCalendar } from '../src/working-days/index.js';
import { startMariadb } from '../test/support/mariadb-server.js';
import { compareTurns } from './support/compare-turns.js';
import { fillApplications } from './support/fill-applications.js';
import { fillAccounts } from './support/fill-lists.js';
import { openBenchDatabase } from './support/open-bench-database.js';

/**
 * The lists of applications on MariaDB: the review desk's, an institution's, and the API's run by run; 100,000
 * applications of 10,000 accounts against 1,000 of 1,000, asked in turns.
 */
const server = await startMariadb();
try {
  const [few, many] = [
    await openBenchDatabase(server.port, 'few'),
    await openBenchDatabase(server.port, 'many'),
  ];
  await fillAccounts(few, 1_000);
  await fillAccounts(many, 10_000);
  await fillApplications(few, 1_000);
  await fillApplications(many, 100_000);
  await compareDesk({ few, many });
  await compareInstitution({ few, many });
  await compareApi({ few, many });
  await compareCounts({ few, many });
  await Promise.all([few.destroy(), many.destroy()]);
} finally {
  await server.stop();
}

interface Databases {
  readonly few: Database;
  readonly many: Database;
}

async function compareDesk(databases: Databases): Promise<void> {
  const questions = {
    'what waits': '',
    overdue: 'show=overdue',
    'under review by me': 'show=mine',
    everything: 'show=all',
    'everything, latest sent in first': 'show=all&sort=submitted&direction=descending',
    'everything, by number': 'show=all&sort=reference',
    approved: 'show=approved',
    'everything of one reviewer': 'show=all&reviewer=1',
    'one institution by its code': 'show=all&institution=1100000007',
    'last numbered page': 'show=all&page=50',
    'nothing found': 'show=all&reference=A9999999',
  };
  const today = new Date('2026-11-22T02:00:00.000Z');
  const services = { clock: () => today, calendar: readOfficeCalendar() };
  await compareLists('desk', databases, deskList(services, requestOfReviewer(), []), questions);
}

async function compareInstitution(databases: Databases): Promise<void> {
  const scope = { kind: 'institution', institutionId: 1, accountId: 2 } as const;
  const questions = {
    'first page': '',
    'sorted by due date': 'sort=due',
    'nothing found': 'reference=A9999999',
  };
  await compareLists(
    'an institution',
    databases,
    applicationList(scope, { today: '2026-11-22', language: 'zh-Hant' }),
    questions,
  );
}

async function compareLists<Raw extends object, Row>(
  whose: string,
  { few, many }: Databases,
  list: List<Raw, Row>,
  questions: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [question, query] of Object.entries(questions)) {
    const state = readState({ originalUrl: `/list?${query}` } as Request, list);
    await compareTurns(`100,000 applications, list of ${whose}: ${question}`, {
      few: () => loadPart(few, list, state),
      many: () => loadPart(many, list, state),
    });
  }
}

async function compareApi({ few, many }: Databases): Promise<void> {
  const agency: ListScope = { kind: 'agency' };
  const waiting: ApplicationFilter = { states: ['submitted', 'letter-received'] };
  const latest = { sort: 'createdAt', direction: 'descending', limit: 50 } as const;
  const due = { sort: 'dueDate', direction: 'ascending', limit: 50 } as const;
  const questions = {
    latest: [{}, latest],
    'waiting, by due date': [waiting, due],
    'overdue by due date': [{ dueBefore: '2026-11-22' }, due],
    'one institution': [{ institutionCode: '1100000007' }, latest],
    'a user name': [{ userName: 'asked77' }, latest],
    'of a kind and way, latest': [{ kind: 'change', way: 'letter' }, latest],
    'by due date': [{}, due],
  } as const;
  for (const [question, [filter, run]] of Object.entries(questions)) {
    await compareTurns(`100,000 applications, the API: ${question}`, {
      few: () => listApplications(few, agency, filter, run),
      many: () => listApplications(many, agency, filter, run),
    });
  }
  const far = { ...due, behind: { value: '2026-03-01', id: 500 } };
  await compareTurns('100,000 applications, the API: going on from far within', {
    few: () => listApplications(few, agency, {}, far),
    many: () => listApplications(many, agency, {}, far),
  });
}

/** What grows with the archive by its nature: a year's statistics count every application of the year. */
async function compareCounts({ few, many }: Databases): Promise<void> {
  const today = '2026-11-22';
  await compareTurns('100,000 applications, the counts above the desk', {
    few: () => countWaiting(few, 1, today),
    many: () => countWaiting(many, 1, today),
  });
  const months = monthsOf(2026, today);
  await compareTurns('100,000 applications, statistics of the year', {
    few: () => loadFacts(few, months, today),
    many: () => loadFacts(many, months, today),
  });
}

/** The desk's list knows who asks. */
function requestOfReviewer(): Request {
  const request = { originalUrl: '/desk' } as Request;
  beginVisit(request, {
    reference: '',
    language: 'zh-Hant',
    address: '127.0.0.1',
    forwardedClient: undefined,
    session: undefined,
    actor: { accountId: 1, userName: 'r', name: 'r', role: 'reviewer', institution: null, mustDo: 'nothing' },
  });
  return request;
}
