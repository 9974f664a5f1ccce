import type { Migration } from '../src/database/index.js';

/** What is kept of a dry run for its day besides its report: two files, each null when there is none. */
export const dryRunFilesMigration: Migration = {
  name: '0126-dry-run-files',
  async up(trx) {
    await trx.schema.alterTable('dry_runs', (table) => {
      // Every finding, beyond those that the report lists.
      table.specificType('findings_document_id', 'CHAR(32)');
      // The rows that would be sent back, where the good ones would be taken.
      table.specificType('refused_document_id', 'CHAR(32)');
      // An account sees its own.
      table.index(['account_id', 'expires_at']);
    });
  },
};
