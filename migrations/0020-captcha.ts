import { columns, type Migration } from '../src/database/index.js';

/** What each session was shown or told last, as a hash. */
export const captcha: Migration = {
  name: '0020-captcha',
  async up(trx) {
    await trx.schema.createTable('captchas', (table) => {
      // The session's key. No reference: sessions are another feature's, and a captcha ends by itself.
      table.specificType('session_id', 'CHAR(64)').primary();
      columns.digest(table, 'text_hash').notNullable();
      columns.time(table, 'ends_at').notNullable();
      table.index(['ends_at']);
    });
  },
};
