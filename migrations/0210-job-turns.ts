import type { Migration } from '../src/database/index.js';

/** Whose turn it is among jobs: how much work each is, and where it stands in the order of all. */
export const jobTurnsMigration: Migration = {
  name: '0210-job-turns',
  async up(trx) {
    await trx.schema.alterTable('jobs', (table) => {
      // In bytes of the file, or what takes as long.
      table.bigInteger('weight').unsigned().notNullable().defaultTo(65_536);
      table.bigInteger('turn').unsigned().notNullable().defaultTo(0);
      table.index(['state', 'turn']);
      table.index(['fair_group', 'state']);
    });
  },
};
