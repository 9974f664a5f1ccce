import { columns, type Migration } from '../src/database/index.js';

/** Files that are only judged: nothing of them is stored, and their findings for a day. */
export const dryRunsMigration: Migration = {
  name: '0230-dry-runs',
  async up(trx) {
    await trx.schema.createTable('dry_runs', (table) => {
      columns.id(table);
      table.specificType('number', 'CHAR(15)').notNullable().unique();
      columns.reference(table, 'institution_id', 'institutions').notNullable();
      columns.reference(table, 'account_id', 'accounts').notNullable();
      table.string('kind', 10).notNullable();
      table.string('purpose', 12).notNullable();
      // The submission that reported first what the file would correct or withdraw.
      table.bigInteger('corrects_id').unsigned();
      table.string('state', 10).notNullable();
      table.string('file_name', 255).notNullable();
      table.bigInteger('file_size').unsigned().notNullable();
      columns.digest(table, 'file_sha256').notNullable();
      // Until it has been judged.
      table.specificType('document_id', 'CHAR(32)');
      // What would become of it, with counts, as JSON; then the findings, sealed.
      table.text('outcome');
      table.specificType('sealed', 'MEDIUMBLOB');
      columns.time(table, 'received_at').notNullable();
      columns.time(table, 'judged_at');
      columns.time(table, 'expires_at').notNullable();
      table.index(['institution_id', 'state']);
      table.index(['expires_at']);
    });
  },
};
