import { columns, type Migration } from '../src/database/index.js';

/** Accounts whose card may also serve other accounts of the same institution. */
export const cardSharingMigration: Migration = {
  name: '0098-card-sharing',
  async up(trx) {
    await trx.schema.createTable('card_sharing_permits', (table) => {
      columns.reference(table, 'account_id', 'accounts').notNullable().primary();
      columns.reference(table, 'permitted_by', 'accounts').notNullable();
      columns.time(table, 'permitted_at').notNullable();
      table.string('reason', 200).notNullable();
    });
  },
};
