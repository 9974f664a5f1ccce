import { beforeAll, describe, expect, it } from 'vitest';
import { connect, type Database } from '../../../src/database/index.js';
import { expiredList } from '../../../src/reports/retention/expired-list.js';
import type { SearchCriteria } from '../../../src/reports/search/criteria.js';
import { recordList } from '../../../src/reports/search/record-list.js';
import { countSubmissions } from '../../../src/reports/statistics/count-submissions.js';
import type { List } from '../../../src/web/lists/index.js';
import { loadPart } from '../../../src/web/lists/load-part.js';
import { describeOnEachDatabase, opener } from '../../support/databases.js';
import { addInstitution, openReportGround, type ReportGround } from '../support/report-ground.js';

const today = '2026-11-22';

/** Submissions of a hundred records each, of one month from 2025 on after the other. */
const submissions = 40;
const rowsOfEach = 100;

describe('a page of records', () => {
  const open = opener('mariadb');
  let ground: ReportGround;
  /** One connection, so that it counts its own reads. */
  let db: Database;

  beforeAll(async () => {
    ground = await openReportGround(await open());
    await fill(ground);
    await countSubmissions(ground);
    await ground.db.raw('ANALYZE TABLE exam_records, submissions, record_counts');
    if (ground.settings.dialect !== 'mariadb') throw new TypeError('Reads are counted by the server.');
    db = connect({ ...ground.settings, poolSize: 1 });
    return () => db.destroy();
  });

  it.each<[string, 'own' | 'all', SearchCriteria, number]>([
    ['an institution’s by operation', 'own', { hazard: '02' }, 1_500],
    ['an institution’s by level', 'own', { level: 4 }, 1_500],
    ['all institutions’ by dates', 'all', { from: '2025-03-01', to: '2025-03-31' }, 4_000],
    ['all institutions’ by an operation that is rare', 'all', { hazard: '31' }, 1_500],
  ])('reads about as many rows as are searched: %s', async (_, whose, criteria, most) => {
    const institutionId = whose === 'own' ? ground.institution.id : null;
    const search = { id: 'x', workerIndex: null, reason: null, criteria };
    const list = recordList(ground.keys, institutionId, search);
    expect(await rowsRead(() => load(db, list))).toBeLessThan(most);
  });

  it('goes on behind a record without reading the others again', async () => {
    const search = { id: 'x', workerIndex: null, reason: null, criteria: {} };
    const list = recordList(ground.keys, ground.institution.id, search);
    const [, , third] = (await load(db, list)).rows;
    const after = String(BigInt(third?.submission_id ?? 0) * 134_217_728n + BigInt(third?.row_no ?? 0));
    const read = await rowsRead(async () => {
      const { rows } = await load(db, list, after);
      expect(rows).toHaveLength(20);
      expect(rows.map(({ row_no }) => row_no)).not.toContain(third?.row_no);
    });
    expect(read).toBeLessThan(1_500);
  });

  it('of records to be deleted reads those whose time has ended once for each use', async () => {
    expect(await rowsRead(() => load(db, expiredList(today)))).toBeLessThan(1_500);
  });

  async function rowsRead(work: () => Promise<unknown>): Promise<number> {
    await db.raw('FLUSH STATUS');
    await work();
    const [counters] = await db.raw("SHOW SESSION STATUS LIKE 'Handler_read%'");
    return counters.reduce((sum: number, { Value }: { Value: string }) => sum + Number(Value), 0);
  }
});

describeOnEachDatabase('a search of all institutions', (open) => {
  let ground: ReportGround;

  beforeAll(async () => {
    ground = await openReportGround(await open());
    await fill(ground);
  });

  it('finds the same whether what it looks through has been counted or not', async () => {
    const searches: readonly SearchCriteria[] = [
      { hazard: '02' },
      { level: 2 },
      { hazard: '02', level: 3, from: '2025-02-10', to: '2025-04-20' },
      { from: '2027-01-01' },
    ];
    const found = () =>
      Promise.all(
        searches.map(async (criteria) => {
          const search = { id: 'x', workerIndex: null, reason: null, criteria };
          return (await load(ground.db, recordList(ground.keys, null, search))).count;
        }),
      );
    const expected = [
      { rows: 1_000, exact: false },
      { rows: 1_000, exact: true },
      { rows: 0, exact: true },
      { rows: 0, exact: true },
    ];
    const [{ n } = { n: 0 }] = await ground
      .db('exam_records')
      .where({ hazard_code: '02', level: 3 })
      .whereBetween('exam_date', ['2025-02-10', '2025-04-20'])
      .count({ n: '*' });
    expected[2] = { rows: Number(n), exact: true };
    expect(Number(n)).toBeGreaterThan(0);
    expect(await found()).toEqual(expected);
    await countSubmissions(ground);
    expect(await found()).toEqual(expected);
  });
});

/** The first page, or the one behind a record, as the database gives the rows. */
function load<Raw extends object, Row>(db: Database, list: List<Raw, Row>, after?: string) {
  const { by: sort, direction } = list.order;
  const asRead: List<Raw, Raw> = { ...list, columns: [], read: (_, rows) => rows };
  const columns = list.columns.map(({ key, heading, sort: column }) => ({
    kind: 'text' as const,
    key,
    heading,
    ...(column !== undefined && { sort: column }),
    value: () => '',
  }));
  const state = {
    page: 1,
    size: 20,
    sort,
    direction,
    after,
    values: {},
    conditions: [],
    problems: [],
    ignored: [],
  };
  return loadPart(db, { ...asRead, columns }, state);
}

/** Made-up records: every fortieth submission is the institution's own, one is so old that it may be deleted. */
async function fill({ db, institution }: ReportGround): Promise<void> {
  const other = await addInstitution(db, '0101010101', 'other');
  for (let place = 0; place < submissions; place += 1) {
    const { id: institutionId, accountId } = place === 7 ? institution : other;
    const month =
      place === 0
        ? '2010-01'
        : `20${25 + Math.floor(place / 30)}-${String((place % 12) + 1).padStart(2, '0')}`;
    const at = `${month}-28T00:00:00.000Z`;
    const [id = 0] = await db('submissions').insert({
      number: `S${String(place).padStart(14, '0')}`,
      institution_id: institutionId,
      account_id: accountId,
      kind: place === 0 ? 'general' : 'special',
      state: 'accepted',
      language: 'zh-Hant',
      card_profile: 'citizen',
      card_fingerprint: 'ab'.repeat(32),
      file_name: 'a.csv',
      file_size: 1,
      file_sha256: Buffer.alloc(32),
      received_at: at,
      judged_at: at,
      ended_at: at,
    });
    await db('exam_records').insert(
      Array.from({ length: rowsOfEach }, (_, row) => ({
        submission_id: id,
        row_no: row + 2,
        institution_id: institutionId,
        kind: place === 0 ? 'general' : 'special',
        hazard_code: place === 0 ? null : place === 11 && row < 5 ? '31' : '02',
        exam_date: `${month}-${String((row % 27) + 1).padStart(2, '0')}`,
        level: (row % 4) + 1,
        employer_ubn: '12345675',
        worker_index: Buffer.alloc(16, row),
      })),
    );
  }
}
