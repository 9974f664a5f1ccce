import type { Migration } from '../src/database/index.js';

/**
 * The orders of the agency's lists of all accounts. The institution's id stands in each, since the list joins institutions:
 * without it MariaDB reads the rows to sort them, also where the institutions are not looked at.
 */
export const accountOrdersMigration: Migration = {
  name: '0123-account-orders',
  async up(trx) {
    await trx.schema.alterTable('accounts', (table) => {
      table.index(['user_name_key', 'institution_id'], 'accounts_by_user_name');
      table.index(['role', 'user_name_key', 'institution_id'], 'accounts_of_role');
      table.index(['state', 'user_name_key', 'institution_id'], 'accounts_of_state');
    });
  },
};
