import { columns, type Migration } from '../src/database/index.js';

/** One-time codes that confirm another card of an account, and how a binding ended. */
export const cardCodesMigration: Migration = {
  name: '0090-card-codes',
  async up(trx) {
    await trx.schema.createTable('card_codes', (table) => {
      // SHA-256 of the browser session or program's challenge that the code was asked with; it counts nowhere else.
      columns.digest(table, 'holder_hash').primary();
      // One code per account: a later one takes the place of an earlier one.
      columns.reference(table, 'account_id', 'accounts').notNullable().unique();
      // The account's generation when the code was sent: a change of the account ends the code as it ends sessions.
      table.integer('account_generation').notNullable();
      table.string('code_hash', 160).notNullable();
      table.integer('tries').notNullable();
      // The card that was validated, as JSON: the code binds this one and no other.
      table.text('identity').notNullable();
      columns.time(table, 'expires_at').notNullable().index();
    });
    await trx.schema.alterTable('account_cards', (table) => {
      // `holder`, `manager`, `agency` or `replaced`; null while bound.
      table.string('unbound_by', 12);
    });
  },
};
