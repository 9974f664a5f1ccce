import type { Knex } from 'knex';
import { insertSearchTexts } from '../src/accounts/index.js';
import { columns, type Migration } from '../src/database/index.js';

/** Where a part of a user name or of a person's name is looked up. */
export const accountSearchMigration: Migration = {
  name: '0121-account-search',
  async up(trx) {
    await trx.schema.createTable('account_search', (table) => {
      columns.reference(table, 'account_id', 'accounts').notNullable();
      table.string('text', 16).notNullable();
      table.primary(['text', 'account_id']);
    });
    await fill(trx);
  },
};

async function fill(trx: Knex): Promise<void> {
  const accounts: readonly { id: number | string; user_name_key: string; name: string }[] = await trx(
    'accounts',
  ).select('id', 'user_name_key', 'name');
  for (const { id, user_name_key, name } of accounts) {
    await insertSearchTexts(trx, Number(id), [user_name_key, name]);
  }
}
