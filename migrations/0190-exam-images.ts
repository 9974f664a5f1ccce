import type { Migration } from '../src/database/index.js';

/**
 * The images of exam records: staged with the records, and counting as these do while their submission is accepted. There is
 * no foreign key, as with the records.
 */
export const examImagesMigration: Migration = {
  name: '0190-exam-images',
  async up(trx) {
    await trx.schema.createTable('exam_images', (table) => {
      table.bigInteger('submission_id').unsigned().notNullable();
      table.integer('row_no').unsigned().notNullable();
      // In the encrypted file store.
      table.specificType('document_id', 'CHAR(32)').notNullable();
      // Which document it is and what it holds, bound to submission and row: no row can be given the image of another.
      table.binary('sealed').notNullable();
      table.primary(['submission_id', 'row_no']);
    });
  },
};
