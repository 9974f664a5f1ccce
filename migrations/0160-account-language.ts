import type { Migration } from '../src/database/index.js';

/** The language in which an account's holder reads mail: the application's, later that of the page last logged in on. */
export const accountLanguageMigration: Migration = {
  name: '0160-account-language',
  async up(trx) {
    await trx.schema.alterTable('accounts', (table) => {
      table.string('language', 10).notNullable().defaultTo('zh-Hant');
    });
  },
};
