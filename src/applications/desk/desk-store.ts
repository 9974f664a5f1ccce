import type { Database } from '../../database/index.js';
import { waitingForAgency } from '../transitions.js';

/** How many applications wait, for the links above the list. */
export interface DeskCounts {
  readonly mine: number;
  readonly free: number;
  readonly colleagues: number;
  readonly overdue: number;
}

/** Counts what waits for the agency. @param today `yyyy-mm-dd` in Taiwan */
export async function countWaiting(db: Database, accountId: number, today: string): Promise<DeskCounts> {
  const rows = await db('applications')
    .whereIn('state', [...waitingForAgency])
    .groupBy('state', 'reviewer_account_id')
    .select<Counted[]>('state', 'reviewer_account_id', db.raw('COUNT(*) AS waiting'), overdueOf(db, today));
  const sum = (of: readonly Counted[], column: 'waiting' | 'overdue' = 'waiting') =>
    of.reduce((total, row) => total + Number(row[column]), 0);
  const taken = rows.filter(({ state }) => state === 'under-review');
  const isMine = (row: Counted) => Number(row.reviewer_account_id) === accountId;
  return {
    mine: sum(taken.filter(isMine)),
    free: sum(rows.filter(({ state }) => state !== 'under-review')),
    colleagues: sum(taken.filter((row) => !isMine(row))),
    overdue: sum(rows, 'overdue'),
  };
}

interface Counted {
  readonly state: string;
  readonly reviewer_account_id: number | string | null;
  readonly waiting: number | string;
  readonly overdue: number | string;
}

function overdueOf(db: Database, today: string) {
  return db.raw('SUM(CASE WHEN due_date < ? THEN 1 ELSE 0 END) AS overdue', [today]);
}
