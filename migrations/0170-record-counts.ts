import { columns, type Migration } from '../src/database/index.js';

/**
 * What statistics are made of: how many records of each accepted submission are of an operation, month and level, and
 * what refused rows. Counted once when a submission has ended, because a million records cannot be counted while somebody
 * waits.
 */
export const recordCountsMigration: Migration = {
  name: '0170-record-counts',
  async up(trx) {
    // One line for each submission whose counts stand below; who adds the line counts.
    await trx.schema.createTable('counted_submissions', (table) => {
      columns.reference(table, 'submission_id', 'submissions').primary();
    });
    await trx.schema.createTable('record_counts', (table) => {
      table.bigInteger('submission_id').unsigned().notNullable();
      // Empty for a general exam.
      table.string('hazard_code', 4).notNullable();
      // `yyyy-mm`
      table.specificType('exam_month', 'CHAR(7)').notNullable();
      // 0 for a record without a level.
      table.specificType('level', 'SMALLINT').notNullable();
      table.integer('records').unsigned().notNullable();
      // Of these, taken in more than sixty days after the exam.
      table.integer('late').unsigned().notNullable();
      table.primary(['submission_id', 'hazard_code', 'exam_month', 'level']);
      table.index(['exam_month'], 'record_counts_month');
    });
    await trx.schema.createTable('refusal_counts', (table) => {
      table.bigInteger('submission_id').unsigned().notNullable();
      table.string('code', 60).notNullable();
      table.integer('places').unsigned().notNullable();
      table.primary(['submission_id', 'code']);
    });
  },
};
