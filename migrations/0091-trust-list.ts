import { columns, type Migration } from '../src/database/index.js';

/** The certificates that cards are trusted from, and the proposals to change them. */
export const trustListMigration: Migration = {
  name: '0091-trust-list',
  async up(trx) {
    // One row. Who changes the list locks it, so that changes come one after another; the version tells every gateway
    // process that it has to read the list again. 0: not taken over from the folder yet.
    await trx.schema.createTable('trust_list', (table) => {
      table.integer('id').primary();
      table.integer('version').notNullable();
    });
    await trx('trust_list').insert({ id: 1, version: 0 });
    await trx.schema.createTable('trust_authorities', (table) => {
      columns.id(table);
      columns.digest(table, 'fingerprint').notNullable().unique();
      table.string('key_id', 128).notNullable().index();
      // Base64 of the DER.
      table.text('certificate', 'mediumtext').notNullable();
      // Null for authorities that are no anchors.
      table.string('revocation', 16);
      columns.time(table, 'added_at').notNullable();
    });
    await trx.schema.createTable('trust_proposals', (table) => {
      columns.id(table);
      table.string('kind', 12).notNullable();
      table.text('certificate', 'mediumtext').notNullable();
      table.string('revocation', 16);
      table.string('reason', 500).notNullable();
      table.string('state', 12).notNullable();
      // The certificate's fingerprint while the proposal waits, null once it is over: one proposal for each at a time.
      columns.digest(table, 'open_fingerprint').unique();
      // Null for an operator at the console; the name is the user name there.
      columns.reference(table, 'proposed_by', 'accounts');
      table.string('proposer', 64).notNullable();
      columns.time(table, 'proposed_at').notNullable();
      columns.time(table, 'expires_at').notNullable();
      table.string('decider', 64);
      columns.time(table, 'decided_at');
      table.string('decision_reason', 500);
      table.index(['state', 'expires_at']);
    });
  },
};
