import { columns, type Migration } from '../src/database/index.js';

/** What does not add up, from the moment it was seen until it was found in order again. */
export const reconciliationMigration: Migration = {
  name: '0220-reconciliation',
  async up(trx) {
    await trx.schema.createTable('reconciliation_faults', (table) => {
      columns.id(table);
      table.string('kind', 16).notNullable();
      // The number of a submission, or the id of a document.
      table.string('subject', 64).notNullable();
      table.bigInteger('expected').notNullable();
      table.bigInteger('found').notNullable();
      // `open` or `ended`.
      table.string('state', 8).notNullable();
      columns.time(table, 'found_at').notNullable();
      columns.time(table, 'ended_at');
      // One line for each, so that of several gateways one raises the alarm.
      table.unique(['kind', 'subject']);
      table.index(['state', 'found_at']);
      table.index(['found_at', 'id']);
    });
  },
};
