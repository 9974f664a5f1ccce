import { columns, type Migration } from '../src/database/index.js';

/** What people without an account leave with the gateway: forms being filled in, and their way to the progress page. */
export const publicApplicationsMigration: Migration = {
  name: '0131-public-applications',
  async up(trx) {
    await trx.schema.createTable('public_drafts', (table) => {
      // SHA-256 of the secret in the browser's cookie: one form of each kind for a browser.
      columns.digest(table, 'holder_hash').notNullable();
      table.string('kind', 12).notNullable();
      // Raised by every change: what is confirmed is what was checked.
      table.integer('version').unsigned().notNullable();
      // What was typed, sealed and bound to its holder; null once it was filed.
      table.specificType('sealed_content', 'MEDIUMBLOB');
      table.specificType('filed_reference', 'CHAR(15)');
      columns.time(table, 'expires_at').notNullable().index();
      table.primary(['holder_hash', 'kind']);
    });
    await trx.schema.createTable('progress_asks', (table) => {
      // One for a browser's session.
      table.specificType('session_id', 'CHAR(64)').primary();
      // What the job that mails the code knows it by; it is no secret.
      table.specificType('handle', 'CHAR(32)').notNullable().unique();
      // Null when number and address do not belong together: asking leaves the same trace and takes the same time.
      table.specificType('reference', 'CHAR(15)');
      table.string('language', 10).notNullable();
      // Where it was asked from; the mail says so.
      table.string('address', 45).notNullable();
      // Argon2id; null until the job has drawn a code.
      table.string('code_hash', 200);
      table.integer('tries').unsigned().notNullable();
      // Until when the code may be typed; once it was, until when the page is open.
      columns.time(table, 'expires_at').notNullable().index();
      columns.time(table, 'opened_at');
    });
    await trx.schema.createTable('public_attempts', (table) => {
      table.string('scope', 20).notNullable();
      columns.digest(table, 'subject_hash').notNullable();
      table.integer('attempts').unsigned().notNullable();
      columns.time(table, 'counted_from').notNullable().index();
      table.primary(['scope', 'subject_hash']);
    });
  },
};
