import type { Migration } from '../src/database/index.js';

/** Whether the QR code of the form was read from a scan: `match`, `not-found`, or null where nobody looked. */
export const formCodesMigration: Migration = {
  name: '0151-form-codes',
  async up(trx) {
    await trx.schema.alterTable('application_documents', (table) => {
      table.string('form_code', 10);
    });
  },
};
