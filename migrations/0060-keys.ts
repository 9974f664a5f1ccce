import { columns, type Migration } from '../src/database/index.js';

/** Data keys, wrapped by the master key. */
export const keys: Migration = {
  name: '0060-keys',
  async up(trx) {
    await trx.schema.createTable('data_keys', (table) => {
      table.specificType('id', 'CHAR(16)').primary();
      table.string('purpose', 40).notNullable();
      table.string('key_use', 10).notNullable();
      // The purpose while the key is the active one, else null: the unique key allows one active key per purpose.
      table.string('active_purpose', 40).unique();
      table.specificType('master_key_id', 'CHAR(16)').notNullable();
      table.binary('wrapped', 255).notNullable();
      columns.time(table, 'created_at').notNullable();
      columns.time(table, 'retired_at');
    });
  },
};
