import { columns, type Migration } from '../src/database/index.js';

/**
 * Applications filed by programs under an Idempotency-Key, and the indexes that the agency's lists of all applications,
 * or of all of one reviewer, need in their orders.
 */
export const apiFilingsMigration: Migration = {
  name: '0150-api-filings',
  async up(trx) {
    await trx.schema.createTable('api_filings', (table) => {
      columns.id(table);
      columns.reference(table, 'institution_id', 'institutions').notNullable();
      columns.digest(table, 'key_digest').notNullable();
      // Of what was asked for: the same key with something else is a mistake.
      columns.digest(table, 'order_digest').notNullable();
      // Null only within the transaction that files.
      table.specificType('reference', 'CHAR(15)');
      columns.time(table, 'created_at').notNullable();
      table.unique(['institution_id', 'key_digest']);
      table.index(['institution_id', 'created_at']);
    });
    await trx.schema.alterTable('applications', (table) => {
      table.index(['submitted_at', 'id'], 'applications_submitted');
      table.index(['due_date', 'id'], 'applications_due');
      table.index(['reviewer_account_id', 'due_date', 'id'], 'applications_reviewer_due');
    });
  },
};
