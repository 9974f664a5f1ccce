import { columns, type Migration } from '../src/database/index.js';

/** How each institution names its columns, every version, and by which version a file is read. */
export const columnMappingsMigration: Migration = {
  name: '0220-column-mappings',
  async up(trx) {
    // The latest version counts; those before it are the history.
    await trx.schema.createTable('report_mappings', (table) => {
      columns.id(table);
      columns.reference(table, 'institution_id', 'institutions').notNullable();
      columns.reference(table, 'account_id', 'accounts').notNullable();
      table.string('kind', 10).notNullable();
      table.integer('version').notNullable();
      // The mapping file as written; null: from here on no mapping is used.
      table.text('content');
      columns.time(table, 'created_at').notNullable();
      table.unique(['institution_id', 'kind', 'version']);
    });
    await trx.raw('ALTER TABLE submissions ADD COLUMN mapping_id BIGINT');
  },
};
