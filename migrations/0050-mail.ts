import { columns, type Migration } from '../src/database/index.js';

/** The outbox: mails to be sent, and what became of them. */
export const mail: Migration = {
  name: '0050-mail',
  async up(trx) {
    await trx.schema.createTable('mails', (table) => {
      columns.id(table);
      table.string('event', 40).notNullable();
      table.string('recipient', 320).notNullable();
      table.string('language', 10).notNullable();
      table.text('params').notNullable();
      table.string('state', 10).notNullable();
      // When it may be tried next; while it is being sent, when another gateway may take it over.
      columns.time(table, 'due_at').notNullable();
      table.integer('attempts').notNullable().defaultTo(0);
      table.string('claim', 40);
      columns.time(table, 'created_at').notNullable();
      columns.time(table, 'finished_at');
      table.string('outcome', 500);
      table.index(['state', 'due_at']);
    });
  },
};
