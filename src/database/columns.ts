import type { Knex } from 'knex';

/** Column kinds that both dialects store alike. Every table is built from these. */
export const columns = {
  /** Primary key counted by the database. */
  id: (table: Knex.CreateTableBuilder) => table.bigIncrements('id'),
  /** A moment as `toStoredTime` writes it: 24 characters, UTC. */
  time: (table: Knex.CreateTableBuilder, name: string) => table.specificType(name, 'CHAR(24)'),
  /** A calendar date, `yyyy-mm-dd`. */
  date: (table: Knex.CreateTableBuilder, name: string) => table.specificType(name, 'CHAR(10)'),
  /** Another table's `id`. */
  reference: (table: Knex.CreateTableBuilder, name: string, to: string) =>
    table.bigInteger(name).unsigned().references('id').inTable(to),
  /** A SHA-256 or HMAC-SHA-256 value. */
  digest: (table: Knex.CreateTableBuilder, name: string) => table.specificType(name, 'BINARY(32)'),
} as const;
