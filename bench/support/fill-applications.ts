import { type Database, dialectOf } from '../../src/database/index.js';
import { insertRows, moment } from './fill-lists.js';

/**
 * Fills applications of the institutions and accounts that are there, one account each, filed five minutes apart. The
 * latest are open, the others closed.
 */
export async function fillApplications(db: Database, count: number): Promise<void> {
  const institutions = Number((await db('institutions').count({ n: '*' }).first())?.n);
  const reviewers: number[] = await db('accounts')
    .where({ role: 'reviewer' })
    .orderBy('id')
    .limit(20)
    .pluck('id');
  await insertRows(db, 'applications', count, (at) => {
    const state = stateOf(at, count);
    const isOpen = !closed.has(state);
    return {
      reference: `A${String(at).padStart(7, '0')}-AAAAAA`,
      kind: at % 3 === 0 ? 'change' : 'new-account',
      way: at % 4 === 0 ? 'letter' : 'scan',
      state,
      version: 5,
      institution_id: (at % institutions) + 1,
      filed_by_account_id: (at % institutions) + 1,
      language: 'zh-Hant',
      reviewer_account_id: isOpen && state !== 'under-review' ? null : reviewers[at % reviewers.length],
      sealed_form: Buffer.alloc(1200, at % 251),
      declaration_version: '2026-11',
      declaration_accepted_at: moment(at),
      created_at: moment(at),
      confirmed_at: moment(at),
      submitted_at: state.startsWith('awaiting') ? null : moment(at + 300),
      decided_at: isOpen ? null : moment(at + 900),
      closed_at: isOpen ? null : moment(at + 900),
      due_date: state.startsWith('awaiting') ? null : moment(at + 2000).slice(0, 10),
      lapse_date: state.startsWith('awaiting') ? moment(at + 17_000).slice(0, 10) : null,
    };
  });
  // In a fresh database the ids are the numbers from 1.
  await insertRows(db, 'application_items', count, (at) => ({
    application_id: at + 1,
    position: 0,
    user_name: `asked${at}`,
    user_name_key: `asked${at}`,
    account_id: null,
    outcome: 'approved',
    reasons: '',
  }));
  if (dialectOf(db) === 'mariadb') await db.raw('ANALYZE TABLE applications, application_items');
}

const closed = new Set(['approved', 'returned', 'withdrawn', 'lapsed']);

/** How many of the latest are open, in a short list as in a long one: work that waits does not grow with the archive. */
const open = 600;

function stateOf(at: number, count: number): string {
  if (at < count - open) return at % 10 === 1 ? 'returned' : at % 20 === 2 ? 'lapsed' : 'approved';
  return openStates[at % openStates.length] ?? 'submitted';
}

const openStates = [
  'submitted',
  'awaiting-scan',
  'letter-received',
  'awaiting-letter',
  'under-review',
  'submitted',
];
