import { columns, type Migration } from '../src/database/index.js';

/** Signatures that people made of a submission's file with their cards. */
export const submissionSignaturesMigration: Migration = {
  name: '0095-submission-signatures',
  async up(trx) {
    await trx.schema.createTable('submission_signatures', (table) => {
      columns.id(table);
      columns.reference(table, 'submission_id', 'submissions').notNullable();
      // Who signed: the account that the card was bound to at that moment.
      columns.reference(table, 'account_id', 'accounts').notNullable();
      // What was signed: the file's SHA-256 as it was then.
      columns.digest(table, 'file_sha256').notNullable();
      // Digest of issuer, serial number and profile: one card signs a submission once, whatever its certificate.
      columns.digest(table, 'card').notNullable();
      table.string('card_profile', 20).notNullable();
      table.specificType('certificate_fingerprint', 'CHAR(64)').notNullable();
      // The CMS, sealed: the certificate in it holds a name and four characters of an ID number.
      table.specificType('sealed', 'MEDIUMBLOB').notNullable();
      // What the signer's computer wrote, and when it came in.
      columns.time(table, 'signed_at').notNullable();
      columns.time(table, 'received_at').notNullable();
      table.unique(['submission_id', 'card']);
    });
  },
};
