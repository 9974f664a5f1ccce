import type { Migration } from '../src/database/index.js';

/** What the agency's lists of all accounts are sorted and narrowed by. */
export const accountListMigration: Migration = {
  name: '0120-account-list',
  async up(trx) {
    await trx.schema.alterTable('accounts', (table) => {
      table.index(['name']);
      table.index(['role']);
      table.index(['state']);
    });
  },
};
