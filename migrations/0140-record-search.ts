import { columns, type Migration } from '../src/database/index.js';

/** Searches for exam records, the versions of records, and one number by which a list names a record. */
export const recordSearchMigration: Migration = {
  name: '0140-record-search',
  async up(trx) {
    // Computed when read, so that taking records in costs nothing. No file has as many lines as the factor.
    await trx.raw(
      'ALTER TABLE exam_records ADD COLUMN record_id BIGINT GENERATED ALWAYS AS (submission_id * 134217728 + row_no) VIRTUAL',
    );
    // Which record takes another one's place, or which one is withdrawn. A line counts while its submission is accepted.
    await trx.schema.createTable('record_replacements', (table) => {
      table.bigInteger('replaced_submission_id').unsigned().notNullable();
      table.integer('replaced_row').unsigned().notNullable();
      table.bigInteger('submission_id').unsigned().notNullable();
      table.integer('row_no').unsigned().notNullable();
      table.primary(['submission_id', 'row_no']);
      table.index(['replaced_submission_id', 'replaced_row'], 'record_replacements_replaced');
    });
    await trx.schema.createTable('record_searches', (table) => {
      table.specificType('id', 'CHAR(22)').notNullable().primary();
      columns.reference(table, 'account_id', 'accounts').notNullable();
      // The keyed hash of the ID number that was searched for; the number itself is kept nowhere.
      table.specificType('worker_index', 'BINARY(16)');
      table.text('criteria').notNullable();
      table.string('reason', 200);
      columns.time(table, 'expires_at').notNullable().index();
    });
  },
};
