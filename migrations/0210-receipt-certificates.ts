import { columns, type Migration } from '../src/database/index.js';

/** The certificates that receipts were signed with, so that they are checked after the key has changed. */
export const receiptCertificatesMigration: Migration = {
  name: '0210-receipt-certificates',
  async up(trx) {
    await trx.schema.createTable('receipt_certificates', (table) => {
      columns.digest(table, 'fingerprint').primary();
      // The PEM. Public, but sealed: who can write to the database only cannot make a receipt of their own pass.
      table.binary('sealed').notNullable();
      columns.time(table, 'kept_at').notNullable();
    });
  },
};
