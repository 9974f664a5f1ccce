import type { Knex } from 'knex';
import { type Database, dialectOf } from './connect.js';

/** One step of the schema, forward only. `name` never changes after a release. */
export interface Migration {
  readonly name: string;
  up(trx: Knex): Promise<void>;
}

/** Takes the steps that have not been taken yet, in order; gives their names. */
export async function takeMigrations(db: Database, steps: readonly Migration[]): Promise<readonly string[]> {
  // Texts are compared exactly, whatever the server's default: a user name is unique to the letter.
  if (dialectOf(db) === 'mariadb') await db.raw('ALTER DATABASE CHARACTER SET utf8mb4 COLLATE utf8mb4_bin');
  const [, taken] = (await db.migrate.latest({
    migrationSource: sourceOf(steps),
    tableName,
  })) as [number, string[]];
  return taken;
}

/** The names of the steps that have not been taken yet, in order. */
export async function findPending(db: Database, steps: readonly Migration[]): Promise<readonly string[]> {
  if (!(await db.schema.hasTable(tableName))) return steps.map(({ name }) => name);
  const taken = new Set(await db(tableName).pluck<string[]>('name'));
  return steps.map(({ name }) => name).filter((name) => !taken.has(name));
}

const tableName = 'schema_migrations';

function sourceOf(steps: readonly Migration[]): Knex.MigrationSource<Migration> {
  return {
    getMigrations: async () => [...steps],
    getMigrationName: (step) => step.name,
    getMigration: async (step) => ({
      up: (trx) => step.up(trx),
      down: () => Promise.reject(new TypeError('Migrations go forward only.')),
    }),
  };
}
