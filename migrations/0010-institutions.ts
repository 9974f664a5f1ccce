import { columns, type Migration } from '../src/database/index.js';

/** Master data of the recognised institutions, and what each is recognised for in which period. */
export const institutionsMigration: Migration = {
  name: '0010-institutions',
  async up(trx) {
    await trx.schema.createTable('institutions', (table) => {
      columns.id(table);
      table.specificType('code', 'CHAR(10)').notNullable().unique();
      table.string('name', 120).notNullable();
      table.string('county', 20).notNullable();
      table.string('address', 200).notNullable();
      table.string('telephone', 60).notNullable();
      table.string('contact', 120).notNullable();
      columns.time(table, 'updated_at').notNullable();
    });
    await trx.schema.createTable('institution_recognitions', (table) => {
      columns.id(table);
      columns.reference(table, 'institution_id', 'institutions').notNullable();
      table.integer('position').notNullable();
      table.string('kind', 10).notNullable();
      table.string('label', 120).notNullable();
      columns.date(table, 'valid_from');
      columns.date(table, 'valid_until');
      table.unique(['institution_id', 'position']);
    });
  },
};
