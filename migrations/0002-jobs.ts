import { columns, type Migration } from '../src/database/index.js';

/** The queue of work that outlives a process. */
export const jobs: Migration = {
  name: '0002-jobs',
  async up(trx) {
    await trx.schema.createTable('jobs', (table) => {
      columns.id(table);
      table.string('kind', 40).notNullable();
      // What the job is about; one waiting job per kind and subject.
      table.string('subject', 64).notNullable();
      // Jobs of one group (an institution) take turns with those of others.
      table.string('fair_group', 64).notNullable().defaultTo('');
      table.string('state', 10).notNullable();
      columns.time(table, 'due_at').notNullable();
      table.integer('attempts').notNullable().defaultTo(0);
      table.string('lease', 40);
      columns.time(table, 'lease_ends_at');
      columns.time(table, 'created_at').notNullable();
      columns.time(table, 'ended_at');
      table.text('last_error');
      table.unique(['kind', 'subject']);
      table.index(['state', 'due_at']);
    });
  },
};
