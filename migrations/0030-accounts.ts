import type { Knex } from 'knex';
import { columns, type Migration } from '../src/database/index.js';

/** Accounts, their external IP ranges and old passwords, sessions, and the counters of failed logins. */
export const accountsMigration: Migration = {
  name: '0030-accounts',
  async up(trx) {
    for (const create of [
      createAccounts,
      createRanges,
      createPasswordHistory,
      createSessions,
      createFailures,
    ]) {
      await create(trx);
    }
  },
};

async function createAccounts(trx: Knex): Promise<void> {
  await trx.schema.createTable('accounts', (table) => {
    columns.id(table);
    table.string('user_name', 32).notNullable();
    // Names that differ only in case are one name; an account's row is never deleted, so no name is used twice.
    table.string('user_name_key', 32).notNullable().unique();
    table.string('role', 12).notNullable();
    columns.reference(table, 'institution_id', 'institutions');
    table.string('state', 12).notNullable();
    table.string('name', 60).notNullable();
    table.specificType('id_last4', 'CHAR(4)');
    table.string('email', 254).notNullable();
    table.string('telephone', 20);
    table.string('telephone_extension', 8);
    table.string('mobile', 20);
    table.string('password_hash', 160).notNullable();
    table.string('password_kind', 10).notNullable();
    columns.time(table, 'password_set_at').notNullable();
    columns.time(table, 'password_expires_at');
    columns.time(table, 'profile_completed_at');
    // Raised by every change that ends the account's sessions; a session keeps the value it began with.
    table.integer('generation').notNullable();
    columns.time(table, 'created_at').notNullable();
    columns.time(table, 'last_login_at');
    table.index(['institution_id', 'role', 'state']);
  });
}

async function createRanges(trx: Knex): Promise<void> {
  await trx.schema.createTable('account_ip_ranges', (table) => {
    columns.id(table);
    columns.reference(table, 'account_id', 'accounts').notNullable();
    table.integer('position').notNullable();
    // 32 hexadecimal digits, IPv4 in its mapped form, so that text order is address order.
    table.specificType('external_start', 'CHAR(32)').notNullable();
    table.specificType('external_end', 'CHAR(32)').notNullable();
    table.specificType('forwarded_start', 'CHAR(32)');
    table.specificType('forwarded_end', 'CHAR(32)');
    table.unique(['account_id', 'position']);
    table.index(['external_start', 'external_end']);
  });
}

async function createPasswordHistory(trx: Knex): Promise<void> {
  await trx.schema.createTable('password_history', (table) => {
    columns.id(table);
    columns.reference(table, 'account_id', 'accounts').notNullable();
    table.string('password_hash', 160).notNullable();
    columns.time(table, 'replaced_at').notNullable();
  });
}

async function createSessions(trx: Knex): Promise<void> {
  await trx.schema.createTable('sessions', (table) => {
    // SHA-256 of the cookie's or the bearer token's value, in hexadecimal; the value itself is stored nowhere.
    table.specificType('id', 'CHAR(64)').primary();
    // What the list of sessions names it by in a form: not the key, and of no use as a cookie.
    table.specificType('handle', 'CHAR(16)').notNullable().unique();
    table.string('kind', 10).notNullable();
    columns.reference(table, 'account_id', 'accounts');
    table.integer('account_generation');
    table.specificType('csrf_token', 'CHAR(43)').notNullable();
    table.string('address', 45).notNullable();
    table.string('user_agent', 200).notNullable();
    table.string('card_profile', 20);
    table.specificType('card_fingerprint', 'CHAR(64)');
    columns.time(table, 'created_at').notNullable();
    columns.time(table, 'seen_at').notNullable();
    columns.time(table, 'idle_ends_at').notNullable();
    columns.time(table, 'ends_at').notNullable();
    // The last address that was refused, so that each is written to the audit trail once.
    table.string('refused_address', 45);
    table.index(['account_id']);
    table.index(['idle_ends_at']);
  });
}

async function createFailures(trx: Knex): Promise<void> {
  await trx.schema.createTable('login_failures', (table) => {
    table.string('scope', 12).notNullable();
    // SHA-256 of the user name or address: people type passwords into the wrong field.
    table.specificType('subject', 'CHAR(64)').notNullable();
    table.integer('failures').notNullable();
    columns.time(table, 'counted_at').notNullable();
    columns.time(table, 'locked_until');
    table.primary(['scope', 'subject']);
  });
}
