import type { Knex } from 'knex';
import { type Database, dialectOf, taipeiDay } from '../../database/index.js';

/** Days from the exam within which it is to be reported. */
export const daysToReport = 60;

/**
 * As `on_time` how many rows of `exam_records` were accepted in time: from the day of the exam to the day on which the
 * submission joined as `reported` was accepted, in Taipei.
 */
export function countOfOnTime(db: Database): Knex.Raw {
  return db.raw(onTime[dialectOf(db)], [taipeiDay(db, 'reported.ended_at'), daysToReport]);
}

const onTime = {
  mariadb: 'sum(case when datediff(?, exam_records.exam_date) <= ? then 1 else 0 end) as on_time',
  sqlite: 'sum(case when julianday(?) - julianday(exam_records.exam_date) <= ? then 1 else 0 end) as on_time',
} as const;
