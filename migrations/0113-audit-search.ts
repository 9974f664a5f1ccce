import type { Knex } from 'knex';
import { dialectOf, type Migration } from '../src/database/index.js';

/**
 * What the audit trail is searched by besides time, action and actor. The database itself takes it out of the stored
 * bytes, so it cannot say anything else than they do, and no entry has to be rewritten.
 */
export const auditSearchMigration: Migration = {
  name: '0113-audit-search',
  async up(trx) {
    if (dialectOf(trx) === 'sqlite') await addToSqlite(trx);
    else await addToMariadb(trx);
    await trx.schema.alterTable('audit_entries', (table) => {
      table.index(['target_reference', 'seq']);
      table.index(['outcome', 'seq']);
    });
  },
};

const found = { outcome: '$.outcome', target_kind: '$.target.kind', target_reference: '$.target.reference' };

async function addToSqlite(trx: Knex): Promise<void> {
  for (const [column, path] of Object.entries(found)) {
    await trx.raw(
      `ALTER TABLE audit_entries ADD COLUMN ${column} TEXT GENERATED ALWAYS AS (json_extract(CAST(bytes AS TEXT), '${path}')) VIRTUAL`,
    );
  }
}

async function addToMariadb(trx: Knex): Promise<void> {
  // An import of institutions that changes many of them has more than the 64 KiB of a BLOB.
  await trx.raw('ALTER TABLE audit_entries MODIFY bytes MEDIUMBLOB NOT NULL');
  for (const [column, path] of Object.entries(found)) {
    // Cut, since a value that is too long would stop the entry, and with it the change.
    await trx.raw(
      `ALTER TABLE audit_entries ADD COLUMN ${column} VARCHAR(160) AS (LEFT(JSON_VALUE(CONVERT(bytes USING utf8mb4), '${path}'), 160)) PERSISTENT`,
    );
  }
}
