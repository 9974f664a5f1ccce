import type { Migration } from '../src/database/index.js';

/** What the statistics of a year are counted from, without the rows and their sealed forms. */
export const applicationStatisticsMigration: Migration = {
  name: '0122-application-statistics',
  async up(trx) {
    await trx.schema.alterTable('applications', (table) => {
      table.index(['decided_at', 'submitted_at', 'state', 'reviewer_account_id'], 'applications_decided');
    });
  },
};
