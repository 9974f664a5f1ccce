import { columns, type Migration } from '../src/database/index.js';

/** Since when an account is active, and what was done because it was not used. */
export const idleAccountsMigration: Migration = {
  name: '0130-idle-accounts',
  async up(trx) {
    await trx.schema.alterTable('accounts', (table) => {
      // When it was brought back; null while it never was, then it is active since `created_at`.
      columns.time(table, 'active_since');
    });
    await trx.schema.createTable('account_idle_steps', (table) => {
      columns.reference(table, 'account_id', 'accounts').notNullable();
      // Names the time without use: after the next use another one begins.
      columns.date(table, 'used_on').notNullable();
      table.string('step', 16).notNullable();
      columns.date(table, 'taken_on').notNullable();
      table.primary(['account_id', 'used_on', 'step']);
    });
  },
};
