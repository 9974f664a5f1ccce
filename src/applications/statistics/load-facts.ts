import { type Database, taipeiDay } from '../../database/index.js';
import { readReasons } from '../store/item-store.js';
import type { DecidedFact, ReviewerFact, StatisticsFacts } from './facts.js';
import { boundsOf, type Months } from './months.js';

/** Counts in the database what happened in some months, and what is on the desk today, `yyyy-mm-dd` in Taiwan. */
export async function loadFacts(db: Database, months: Months, today: string): Promise<StatisticsFacts> {
  const { from, before } = boundsOf(months);
  return {
    received: await received(),
    decided: await decided(),
    returned: await returned(),
    reviewers: await loadReviewers(db, today),
  };

  async function received(): Promise<StatisticsFacts['received']> {
    const rows = await db('applications')
      .where('submitted_at', '>=', from)
      .where('submitted_at', '<', before)
      .groupBy('day')
      .orderBy('day')
      .select<{ day: string; count: number | string }[]>(
        db.raw('? AS day', [taipeiDay(db, 'submitted_at')]),
        db.raw('COUNT(*) AS count'),
      );
    return rows.map(({ day, count }) => ({ day, count: Number(count) }));
  }

  async function decided(): Promise<readonly DecidedFact[]> {
    const rows = await db('applications')
      .where('decided_at', '>=', from)
      .where('decided_at', '<', before)
      .whereNotNull('submitted_at')
      .groupBy('received_day', 'day', 'state', 'reviewer_account_id')
      .select<DecidedRow[]>(
        db.raw('? AS received_day', [taipeiDay(db, 'submitted_at')]),
        db.raw('? AS day', [taipeiDay(db, 'decided_at')]),
        'state',
        'reviewer_account_id',
        db.raw('COUNT(*) AS count'),
      );
    return rows.map((row) => ({
      receivedDay: row.received_day,
      day: row.day,
      state: row.state,
      reviewerId: row.reviewer_account_id === null ? null : Number(row.reviewer_account_id),
      count: Number(row.count),
    }));
  }

  async function returned(): Promise<StatisticsFacts['returned']> {
    const rows = await db('application_items')
      .join('applications', 'applications.id', 'application_items.application_id')
      .where('applications.decided_at', '>=', from)
      .where('applications.decided_at', '<', before)
      .where('application_items.outcome', 'returned')
      .groupBy('application_items.reasons')
      .select<{ reasons: string; count: number | string }[]>(
        'application_items.reasons',
        db.raw('COUNT(*) AS count'),
      );
    return rows.map(({ reasons, count }) => ({ reasons: readReasons(reasons), count: Number(count) }));
  }
}

interface DecidedRow {
  readonly received_day: string;
  readonly day: string;
  readonly state: 'approved' | 'returned';
  readonly reviewer_account_id: number | string | null;
  readonly count: number | string;
}

/** Reviewers who are active, or who have something under review all the same. */
async function loadReviewers(db: Database, today: string): Promise<readonly ReviewerFact[]> {
  const open = await db('applications')
    .where('state', 'under-review')
    .groupBy('reviewer_account_id')
    .select<OpenRow[]>(
      'reviewer_account_id',
      db.raw('COUNT(*) AS open'),
      db.raw('SUM(CASE WHEN due_date < ? THEN 1 ELSE 0 END) AS overdue', [today]),
    );
  const holders = open.flatMap(({ reviewer_account_id }) => reviewer_account_id ?? []);
  const accounts = await db('accounts')
    .whereNull('institution_id')
    .where((either) => either.where({ role: 'reviewer', state: 'active' }).orWhereIn('id', holders))
    .orderBy('user_name')
    .select<{ id: number | string; user_name: string; name: string }[]>('id', 'user_name', 'name');
  return accounts.map(({ id, user_name, name }) => {
    const row = open.find(({ reviewer_account_id }) => Number(reviewer_account_id) === Number(id));
    return {
      id: Number(id),
      userName: user_name,
      name,
      open: Number(row?.open ?? 0),
      overdue: Number(row?.overdue ?? 0),
    };
  });
}

interface OpenRow {
  readonly reviewer_account_id: number | string | null;
  readonly open: number | string;
  readonly overdue: number | string;
}
