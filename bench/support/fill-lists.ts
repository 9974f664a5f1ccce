import { createHash } from 'node:crypto';
import { searchTexts } from '../../src/accounts/search-texts.js';
import { type Database, dialectOf } from '../../src/database/index.js';

/** Fills 40 accounts an institution, and a tenth of all for the agency. */
export async function fillAccounts(db: Database, count: number): Promise<void> {
  const institutions = Math.ceil(count / 40);
  await insertRows(db, 'institutions', institutions, (at) => ({
    code: String(1_100_000_000 + at),
    name: `${place(at)}醫院`,
    county: '臺北市',
    address: '測試路 1 號',
    telephone: '(02) 0000-0000',
    contact: '測試',
    updated_at: moment(at),
  }));
  await insertRows(db, 'accounts', count, (at) => {
    const isStaff = at % 10 === 0;
    return {
      user_name: userName(at),
      user_name_key: userName(at),
      role: isStaff ? 'reviewer' : at % 10 === 1 ? 'manager' : 'reporter',
      institution_id: isStaff ? null : (at % institutions) + 1,
      state: at % 50 === 7 ? 'suspended' : 'active',
      name: nameOf(at),
      email: `${userName(at)}@hospital.example`,
      password_hash: 'none',
      password_kind: 'own',
      password_set_at: moment(at),
      generation: 1,
      created_at: moment(at),
    };
  });
  const texts = Array.from({ length: count }, (_, at) =>
    searchTexts([userName(at), nameOf(at)]).map((text) => ({ account_id: at + 1, text })),
  ).flat();
  await insertRows(db, 'account_search', texts.length, (at) => texts[at] ?? {});
}

/** Fills submissions, 1,000 for each of as many institutions as that takes; gives the id of the first institution. */
export async function fillSubmissions(db: Database, count: number): Promise<number> {
  const institutions = Math.ceil(count / 1000);
  await insertRows(db, 'submissions', count, (at) => ({
    number: `S${String(at).padStart(7, '0')}-AAAAAA`.slice(0, 15),
    institution_id: (at % institutions) + 1,
    account_id: 1,
    kind: 'general',
    state: at % 20 === 3 ? 'refused' : 'accepted',
    language: 'zh-Hant',
    card_profile: 'citizen',
    card_fingerprint: '0'.repeat(64),
    file_name: `${createHash('sha256').update(String(at)).digest('hex').slice(0, 12)}.csv`,
    file_size: 1000,
    file_sha256: Buffer.alloc(32),
    row_count: at % 997,
    good_count: at % 997,
    error_count: 0,
    error_row_count: 0,
    warning_count: 0,
    // Seven months in either case.
    received_at: moment(Math.floor(at / institutions) * 60),
  }));
  return 1;
}

/** Writes rows, some at once, and lets MariaDB look at the table. */
export async function insertRows(
  db: Database,
  table: string,
  count: number,
  rowOf: (at: number) => Readonly<Record<string, unknown>>,
): Promise<void> {
  for (let from = 0; from < count; from += rowsAtOnce) {
    const size = Math.min(rowsAtOnce, count - from);
    await db(table).insert(Array.from({ length: size }, (_, at) => rowOf(from + at)));
  }
  if (dialectOf(db) === 'mariadb') await db.raw('ANALYZE TABLE ??', [table]);
}

/** SQLite takes no more than 500 in the statement that knex makes. */
const rowsAtOnce = 500;

function userName(at: number): string {
  return `user${String((at * 7919) % 1_000_003).padStart(7, '0')}`;
}

/** Five minutes apart. */
export function moment(at: number): string {
  return new Date(Date.UTC(2026, 0, 1) + at * 300_000).toISOString();
}

function nameOf(at: number): string {
  return `${surnames[at % surnames.length]}${givenNames[Math.floor(at / 7) % givenNames.length]}`;
}

function place(at: number): string {
  return `${surnames[at % surnames.length]}${givenNames[at % givenNames.length]}`;
}

const surnames = [...'陳林黃張李王吳劉蔡楊許鄭謝郭洪曾邱廖賴周'];
const givenNames = [
  '怡君',
  '志明',
  '淑芬',
  '俊傑',
  '雅婷',
  '建宏',
  '美玲',
  '家豪',
  '詩涵',
  '冠宇',
  '佩珊',
  '柏翰',
  '欣怡',
];
