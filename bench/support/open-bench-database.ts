import { migrate } from '../../migrations/index.js';
import { connect, type Database } from '../../src/database/index.js';
import { createMariadbDatabase } from '../../test/support/mariadb-server.js';

/** A fresh, migrated database on the benchmark's own server. */
export async function openBenchDatabase(port: number, database: string): Promise<Database> {
  await createMariadbDatabase(port, database);
  const db = connect({ dialect: 'mariadb', host: '127.0.0.1', port, user: 'root', password: '', database });
  await migrate(db);
  return db;
}
