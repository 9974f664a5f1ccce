import { columns, type Migration } from '../src/database/index.js';

/** What the agency and each institution have chosen about rows with errors, and by which choice a file was judged. */
export const reportPoliciesMigration: Migration = {
  name: '0170-report-policies',
  async up(trx) {
    // The latest row counts; those before it are the history. The agency's have no institution.
    await trx.schema.createTable('report_policies', (table) => {
      columns.id(table);
      columns.reference(table, 'institution_id', 'institutions');
      columns.reference(table, 'account_id', 'accounts').notNullable();
      // `all`: every row or none; `good`: rows without errors are stored.
      table.string('rows_policy', 4).notNullable();
      // The agency's: codes of warnings that refuse the row, a JSON array.
      table.text('strict_codes').notNullable();
      columns.time(table, 'created_at').notNullable();
      table.index(['institution_id', 'id']);
    });
    await trx.raw("ALTER TABLE submissions ADD COLUMN rows_policy VARCHAR(4) NOT NULL DEFAULT 'all'");
    // Warnings in the rows without errors: what there is to confirm.
    await trx.raw('ALTER TABLE submissions ADD COLUMN confirmable_count INTEGER');
  },
};
