import type { Knex } from 'knex';
import { type Database, dialectOf } from './connect.js';

/** The day in Taiwan, `yyyy-mm-dd`, of a moment stored by `toStoredTime`; null for null. */
export function taipeiDay(db: Database, column: string): Knex.Raw {
  return db.raw(expressions[dialectOf(db)], [column]);
}

const expressions = {
  mariadb: "CAST(DATE(REPLACE(LEFT(??, 19), 'T', ' ') + INTERVAL 8 HOUR) AS CHAR)",
  sqlite: "date(??, '+8 hours')",
} as const;
