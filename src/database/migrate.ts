import type { Knex } from 'knex';
import { migrations } from '../../migrations/index.js';
import { type Database, dialectOf } from './connect.js';

/** One step of the schema, forward only. `name` never changes after a release. */
export interface Migration {
  readonly name: string;
  up(trx: Knex): Promise<void>;
}

/** Brings the schema up to date; gives the names of the steps taken, none when it already was. */
export async function migrate(db: Database): Promise<readonly string[]> {
  // Texts are compared exactly, whatever the server's default: a user name is unique to the letter.
  if (dialectOf(db) === 'mariadb') await db.raw('ALTER DATABASE CHARACTER SET utf8mb4 COLLATE utf8mb4_bin');
  const [, taken] = (await db.migrate.latest({
    migrationSource: source,
    tableName: 'schema_migrations',
  })) as [number, string[]];
  return taken;
}

const source: Knex.MigrationSource<Migration> = {
  getMigrations: async () => [...migrations],
  getMigrationName: (migration) => migration.name,
  getMigration: async (migration) => ({
    up: (trx) => migration.up(trx),
    down: () => Promise.reject(new TypeError('Migrations go forward only.')),
  }),
};
