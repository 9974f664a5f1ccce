import { columns, dialectOf, type Migration } from '../src/database/index.js';

/** Imports that were looked at and wait to be applied, and ends of recognitions that managers were told of. */
export const institutionImportsMigration: Migration = {
  name: '0112-institution-imports',
  async up(trx) {
    const longText = dialectOf(trx) === 'sqlite' ? 'TEXT' : 'LONGTEXT';
    await trx.schema.createTable('institution_imports', (table) => {
      table.specificType('handle', 'CHAR(22)').primary();
      columns.reference(table, 'account_id', 'accounts').notNullable();
      table.string('file_name', 200).notNullable();
      columns.digest(table, 'file_sha256').notNullable();
      // The institutions of the file, checked, as JSON.
      table.specificType('institutions', longText).notNullable();
      columns.time(table, 'created_at').notNullable();
      columns.time(table, 'expires_at').notNullable().index();
    });
    await trx.schema.createTable('recognition_warnings', (table) => {
      columns.reference(table, 'institution_id', 'institutions').notNullable();
      table.string('kind', 10).notNullable();
      columns.date(table, 'valid_until').notNullable();
      columns.time(table, 'warned_at').notNullable();
      table.primary(['institution_id', 'kind', 'valid_until']);
    });
    await trx.schema.alterTable('institution_recognitions', (table) => {
      table.index(['valid_until']);
    });
    await trx.schema.alterTable('institutions', (table) => {
      table.index(['name']);
    });
  },
};
