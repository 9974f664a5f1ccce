import { columns, type Migration } from '../src/database/index.js';

/** Files that come in pieces (tus), until they are whole and become submissions. */
export const resumableUploadsMigration: Migration = {
  name: '0180-resumable-uploads',
  async up(trx) {
    await trx.schema.createTable('resumable_uploads', (table) => {
      // Random, and part of the address.
      table.specificType('id', 'CHAR(32)').primary();
      columns.reference(table, 'institution_id', 'institutions').notNullable();
      columns.reference(table, 'account_id', 'accounts').notNullable();
      table.string('kind', 10).notNullable();
      table.string('purpose', 12).notNullable();
      // The submission that it corrects or withdraws, and why.
      table.specificType('corrects_number', 'CHAR(15)');
      table.string('reason', 500);
      table.string('file_name', 255).notNullable();
      table.bigInteger('file_size').unsigned().notNullable();
      // What the sender says the whole file has; null when nothing was said.
      columns.digest(table, 'file_sha256');
      // Digest of account, kind, purpose and file while the upload goes on; null afterwards. The unique key is what
      // makes of the same file begun twice one upload.
      columns.digest(table, 'claim').unique();
      table.bigInteger('received').unsigned().notNullable().defaultTo(0);
      // The submission that came of it.
      table.specificType('submission_number', 'CHAR(15)');
      columns.time(table, 'created_at').notNullable();
      columns.time(table, 'expires_at').notNullable();
      table.index(['institution_id', 'expires_at']);
      table.index(['account_id', 'expires_at']);
      table.index(['expires_at']);
    });
    await trx.schema.createTable('resumable_upload_parts', (table) => {
      table.specificType('upload_id', 'CHAR(32)').notNullable().references('id').inTable('resumable_uploads');
      table.bigInteger('begins_at').unsigned().notNullable();
      table.specificType('document_id', 'CHAR(32)').notNullable();
      table.primary(['upload_id', 'begins_at']);
    });
  },
};
