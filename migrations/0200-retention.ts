import { columns, type Migration } from '../src/database/index.js';

/** Proposals to delete records whose time of keeping has ended, and what was deleted. */
export const retentionMigration: Migration = {
  name: '0200-retention',
  async up(trx) {
    await trx.schema.createTable('retention_proposals', (table) => {
      columns.id(table);
      table.string('state', 12).notNullable();
      // 1 while the proposal waits, null once it is over: one at a time.
      table.specificType('open_mark', 'SMALLINT').unique();
      // The day by which the times of keeping were judged.
      columns.date(table, 'as_of').notNullable();
      table.integer('records').unsigned().notNullable();
      table.integer('submissions').unsigned().notNullable();
      // Records by years of keeping, as JSON.
      table.string('periods', 100).notNullable();
      // Over the numbers of the records: what is approved is what was proposed.
      columns.digest(table, 'digest').notNullable();
      table.string('reason', 500).notNullable();
      columns.reference(table, 'proposed_by', 'accounts').notNullable();
      table.string('proposer', 64).notNullable();
      columns.time(table, 'proposed_at').notNullable();
      columns.time(table, 'expires_at').notNullable();
      table.string('decider', 64);
      columns.time(table, 'decided_at');
      table.string('decision_reason', 500);
    });
    // What is stored of a submission and what was deleted of it add up to what was taken in.
    await trx.schema.createTable('retention_deletions', (table) => {
      columns.reference(table, 'proposal_id', 'retention_proposals').notNullable();
      columns.reference(table, 'submission_id', 'submissions').notNullable();
      table.integer('records').unsigned().notNullable();
      table.primary(['submission_id', 'proposal_id']);
    });
  },
};
