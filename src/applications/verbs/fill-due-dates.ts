import { inTransaction } from '../../database/index.js';
import type { ApplicationServices } from '../services.js';
import { waitingForAgency } from '../transitions.js';
import { dueDateOf } from './dates.js';

/**
 * Fills in the due dates that lay beyond the office calendar when applications came in. For the daily job.
 *
 * @returns how many were filled in
 */
export async function fillDueDates({
  db,
  calendar,
  settings,
}: Pick<ApplicationServices, 'db' | 'calendar' | 'settings'>): Promise<number> {
  return inTransaction(db, async (trx) => {
    const rows: { id: number; submitted_at: string }[] = await trx('applications')
      .whereIn('state', [...waitingForAgency])
      .whereNull('due_date')
      .whereNotNull('submitted_at')
      .select('id', 'submitted_at');
    let filled = 0;
    for (const { id, submitted_at } of rows) {
      const due_date = dueDateOf({ calendar, settings }, new Date(submitted_at));
      if (due_date === null) continue;
      filled += await trx('applications').where({ id }).whereNull('due_date').update({ due_date });
    }
    return filled;
  });
}
