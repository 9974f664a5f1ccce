import type { Knex } from 'knex';
import { columns, dialectOf, type Migration } from '../src/database/index.js';

/** The chained log, its head, and the salts of what must be erasable. */
export const audit: Migration = {
  name: '0001-audit',
  async up(trx) {
    await trx.schema.createTable('audit_entries', (table) => {
      table.bigInteger('seq').unsigned().primary();
      columns.digest(table, 'previous_hash').notNullable().unique();
      columns.digest(table, 'hash').notNullable();
      columns.time(table, 'at').notNullable().index();
      table.string('action', 60).notNullable().index();
      table.string('actor', 64).index();
      table.string('institution_code', 10).index();
      table.binary('bytes').notNullable();
    });
    await trx.schema.createTable('audit_head', (table) => {
      table.integer('id').primary();
      table.bigInteger('seq').unsigned().notNullable();
      columns.digest(table, 'hash').notNullable();
    });
    await trx('audit_head').insert({ id: 1, seq: 0, hash: Buffer.alloc(32) });
    await trx.schema.createTable('audit_salts', (table) => {
      table.bigInteger('seq').unsigned().notNullable();
      table.string('name', 60).notNullable();
      table.specificType('salt', 'BINARY(16)').notNullable();
      table.primary(['seq', 'name']);
    });
    await refuseChanges(trx);
  },
};

/** The database itself refuses UPDATE, DELETE and (through the delete trigger) REPLACE. */
async function refuseChanges(trx: Knex): Promise<void> {
  for (const event of ['UPDATE', 'DELETE']) {
    const name = `audit_entries_no_${event.toLowerCase()}`;
    const refusal = 'The audit trail is append-only.';
    await trx.raw(
      dialectOf(trx) === 'sqlite'
        ? `CREATE TRIGGER ${name} BEFORE ${event} ON audit_entries BEGIN SELECT RAISE(ABORT, '${refusal}'); END`
        : `CREATE TRIGGER ${name} BEFORE ${event} ON audit_entries FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = '${refusal}'`,
    );
  }
}
