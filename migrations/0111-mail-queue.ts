import type { Migration } from '../src/database/index.js';

/** What the page of the mail queue is sorted and searched by. */
export const mailQueueMigration: Migration = {
  name: '0111-mail-queue',
  async up(trx) {
    await trx.schema.alterTable('mails', (table) => {
      table.index(['created_at']);
      table.index(['recipient']);
      table.index(['state', 'created_at']);
    });
  },
};
