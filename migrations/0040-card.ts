import { columns, type Migration } from '../src/database/index.js';

/** Nonces of logins under way, and which card belongs to which account. */
export const cardMigration: Migration = {
  name: '0040-card',
  async up(trx) {
    await trx.schema.createTable('card_challenges', (table) => {
      // SHA-256 of the session the nonce was given to: one nonce at a time for each.
      columns.digest(table, 'session_hash').primary();
      table.specificType('nonce', 'CHAR(44)').notNullable();
      columns.time(table, 'expires_at').notNullable().index();
    });
    await trx.schema.createTable('account_cards', (table) => {
      columns.id(table);
      columns.reference(table, 'account_id', 'accounts').notNullable();
      table.string('profile', 20).notNullable();
      table.string('issuer_key_id', 128).notNullable();
      table.string('subject_serial', 64).notNullable();
      table.string('name', 200).notNullable();
      columns.time(table, 'bound_at').notNullable();
      columns.time(table, 'last_used_at').notNullable();
      columns.time(table, 'unbound_at');
      // 1 for the card an account is bound to, null once unbound: two first logins at once cannot bind two cards.
      table.integer('place');
      // Digest of the card while it serves one account only, null once unbound or when it may be shared: two accounts
      // cannot bind one card at once.
      columns.digest(table, 'exclusive_card').unique();
      table.unique(['account_id', 'place']);
      table.index(['issuer_key_id', 'subject_serial']);
    });
  },
};
