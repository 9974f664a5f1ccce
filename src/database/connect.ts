import knex, { type Knex } from 'knex';
import { ImmediateSqlite } from './immediate-sqlite.js';

/** Where the data live. SQLite is the embedded default; MariaDB or MySQL is for an installation. */
export type DatabaseSettings =
  | { readonly dialect: 'sqlite'; readonly file: string }
  | {
      readonly dialect: 'mariadb';
      readonly host: string;
      readonly port: number;
      readonly user: string;
      readonly password: string;
      readonly database: string;
      /** Connections that one process keeps at the most; default 10. */
      readonly poolSize?: number;
      /** A Unix socket instead of host and port. */
      readonly socketPath?: string;
    };

/** The pool, or a transaction that is open: whatever a store can send statements to. */
export type Database = Knex;

export type Dialect = DatabaseSettings['dialect'];

/**
 * Opens a pool. Nothing is sent before the first statement.
 *
 * SQLite runs in WAL mode with foreign keys on, and with recursive_triggers, without which INSERT OR REPLACE would pass
 * the triggers that protect the audit trail.
 */
export function connect(settings: DatabaseSettings): Database {
  return settings.dialect === 'sqlite' ? connectSqlite(settings.file) : connectMariadb(settings);
}

/** Which of the two dialects this pool or transaction speaks. */
export function dialectOf(db: Database): Dialect {
  return db.client.driverName === 'better-sqlite3' ? 'sqlite' : 'mariadb';
}

function connectSqlite(file: string): Database {
  return knex({
    client: ImmediateSqlite,
    ...discreet,
    connection: { filename: file },
    useNullAsDefault: true,
    pool: {
      min: 1,
      max: 1,
      afterCreate(connection: { pragma(text: string): void }, done: () => void) {
        for (const pragma of sqlitePragmas) connection.pragma(pragma);
        done();
      },
    },
  });
}

/** An error's message never holds the values of a statement: they may be somebody's. */
const discreet = { compileSqlOnError: false } as const;

const sqlitePragmas = [
  'journal_mode = WAL',
  'synchronous = FULL',
  'foreign_keys = ON',
  'recursive_triggers = ON',
  'busy_timeout = 10000',
];

function connectMariadb(settings: Extract<DatabaseSettings, { dialect: 'mariadb' }>): Database {
  return knex({
    client: 'mysql2',
    ...discreet,
    connection: {
      host: settings.host,
      port: settings.port,
      user: settings.user,
      password: settings.password,
      database: settings.database,
      ...(settings.socketPath === undefined ? {} : { socketPath: settings.socketPath }),
      timezone: 'Z',
      supportBigNumbers: true,
      multipleStatements: false,
    },
    pool: {
      min: 0,
      max: settings.poolSize ?? 10,
      afterCreate(connection: MysqlConnection, done: (error: Error | null) => void) {
        runAll(connection, mariadbSession, done);
      },
    },
  });
}

/**
 * A strict mode refuses what does not fit instead of cutting it; READ COMMITTED keeps gap locks out of the way of several
 * gateways on one database. In a Galera cluster a statement waits for what other nodes have committed, so that a session
 * ended at one gateway is ended at all; MySQL does not know that variable and reads a comment.
 */
const mariadbSession = [
  'SET NAMES utf8mb4 COLLATE utf8mb4_bin',
  "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION,NO_ZERO_DATE' /*M!100122 , SESSION wsrep_sync_wait = 7 */",
  'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
];

function runAll(
  connection: MysqlConnection,
  statements: readonly string[],
  done: (error: Error | null) => void,
): void {
  const [first, ...rest] = statements;
  if (first === undefined) {
    done(null);
    return;
  }
  connection.query(first, (error) => {
    if (error) done(error);
    else runAll(connection, rest, done);
  });
}

interface MysqlConnection {
  query(sql: string, done: (error: Error | null) => void): void;
}
