import { columns, type Migration } from '../src/database/index.js';

/** Links that replace a forgotten password, and whom a pause of logins was told to. */
export const passwordResetsMigration: Migration = {
  name: '0110-password-resets',
  async up(trx) {
    await trx.schema.createTable('password_resets', (table) => {
      // What the job that sends the link knows it by; it is no secret.
      table.specificType('handle', 'CHAR(32)').primary();
      // Null when nobody has that user name and address: asking leaves the same trace and takes the same time.
      columns.reference(table, 'account_id', 'accounts');
      table.string('language', 10).notNullable();
      // Where it was asked from; the mail says so.
      table.string('address', 45).notNullable();
      columns.time(table, 'asked_at').notNullable();
      // SHA-256 of the link's secret, and the account's generation then; null until the link is mailed.
      columns.digest(table, 'secret_hash').unique();
      table.integer('account_generation');
      columns.time(table, 'expires_at').notNullable().index();
    });
    await trx.schema.alterTable('login_failures', (table) => {
      // The pause that the account's holder was told of last.
      columns.time(table, 'told_until');
    });
  },
};
