import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, inject } from 'vitest';
import { migrate } from '../../migrations/index.js';
import { connect, type Database, type DatabaseSettings, type Dialect } from '../../src/database/index.js';
import { createMariadbDatabase, dropMariadbDatabase } from './mariadb-server.js';

declare module 'vitest' {
  interface ProvidedContext {
    mariadbPort: number;
  }
}

/** Opens an empty, migrated database; it is closed and removed after the tests of the surrounding `describe`. */
export type OpenDatabase = () => Promise<TestDatabase>;

export interface TestDatabase {
  readonly db: Database;
  /** To open a further pool on the same data, as a second gateway process would. */
  readonly settings: DatabaseSettings;
}

/** Runs the same tests on SQLite and on MariaDB. */
export function describeOnEachDatabase(
  name: string,
  define: (open: OpenDatabase, dialect: Dialect) => void,
): void {
  for (const dialect of ['sqlite', 'mariadb'] as const) {
    describe(`${name} (${dialect})`, () => define(opener(dialect), dialect));
  }
}

/** The same for one dialect only, where the other would show nothing new. */
export function opener(dialect: Dialect): OpenDatabase {
  const open: (() => Promise<void>)[] = [];
  afterAll(async () => {
    for (const close of open.reverse()) await close();
  });
  return async () => {
    const { settings, remove } = dialect === 'sqlite' ? sqliteSettings() : await mariadbSettings();
    const db = connect(settings);
    open.push(async () => {
      await db.destroy();
      await remove();
    });
    await migrate(db);
    return { db, settings };
  };
}

function sqliteSettings(): { settings: DatabaseSettings; remove: () => Promise<void> } {
  const directory = mkdtempSync(join(tmpdir(), 'jianbao-sqlite-'));
  return {
    settings: { dialect: 'sqlite', file: join(directory, 'jianbao.sqlite') },
    remove: async () => rmSync(directory, { recursive: true, force: true }),
  };
}

async function mariadbSettings(): Promise<{ settings: DatabaseSettings; remove: () => Promise<void> }> {
  const port = inject('mariadbPort');
  const name = `jianbao_${randomBytes(6).toString('hex')}`;
  await createMariadbDatabase(port, name);
  return {
    settings: { dialect: 'mariadb', host: '127.0.0.1', port, user: 'root', password: '', database: name },
    remove: () => dropMariadbDatabase(port, name),
  };
}
