import { columns, type Migration } from '../src/database/index.js';

/** What lies in the encrypted file store. */
export const documents: Migration = {
  name: '0070-documents',
  async up(trx) {
    await trx.schema.createTable('documents', (table) => {
      table.specificType('id', 'CHAR(32)').primary();
      table.string('purpose', 40).notNullable();
      table.bigInteger('size').notNullable();
      columns.digest(table, 'sha256').notNullable();
      table.string('owner', 80).notNullable();
      columns.time(table, 'created_at').notNullable();
      table.index(['owner']);
    });
  },
};
