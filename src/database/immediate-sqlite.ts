import { createRequire } from 'node:module';
import type { Knex } from 'knex';

/** What knex's own client for better-sqlite3 offers to a subclass; its types leave it out. */
interface SqliteClient {
  _query(connection: unknown, query: { sql?: string }): Promise<unknown>;
}

const require = createRequire(import.meta.url);
const BetterSqlite = require('knex/lib/dialects/better-sqlite3/index.js') as new (
  config: Knex.Config,
) => SqliteClient;

/**
 * knex's client for better-sqlite3, with one difference: a transaction takes the write lock when it begins. A deferred
 * one which reads first and writes later fails at once with SQLITE_BUSY when another connection wrote in between, without
 * waiting for busy_timeout (https://sqlite.org/lang_transaction.html).
 */
class ImmediateSqliteClient extends BetterSqlite {
  override _query(connection: unknown, query: { sql?: string }): Promise<unknown> {
    if (query.sql === 'BEGIN;') query.sql = 'BEGIN IMMEDIATE;';
    return super._query(connection, query);
  }
}

export const ImmediateSqlite = ImmediateSqliteClient as unknown as typeof Knex.Client;
