import type { Knex } from 'knex';
import type { Database } from '../../database/index.js';
import { closedStates } from '../transitions.js';

/**
 * A column `deadline_order` of `applications`: sorted by it, ascending, the application whose last day comes first stands
 * first, what is overdue before everything else; behind all of them what is closed, the latest first.
 */
export function deadlineOrder(db: Database): Knex.Raw {
  const closed = closedStates.map(() => '?').join(', ');
  return db.raw(
    `CASE WHEN applications.state IN (${closed}) THEN ${behindAllDays} - applications.id
     ELSE CAST(REPLACE(COALESCE(applications.due_date, applications.lapse_date, '9999-12-31'), '-', '') AS SIGNED)
     END AS deadline_order`,
    [...closedStates],
  );
}

/** More than any day written as a number and any id together, and exact in a double. */
const behindAllDays = 1_000_000_000_000_000;
