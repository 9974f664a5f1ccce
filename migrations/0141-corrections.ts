import type { Migration } from '../src/database/index.js';

/** What a submission is for: to report, or to correct or withdraw what was reported. */
export const correctionsMigration: Migration = {
  name: '0141-corrections',
  async up(trx) {
    await trx.raw("ALTER TABLE submissions ADD COLUMN purpose VARCHAR(12) NOT NULL DEFAULT 'report'");
    // The submission that reported first: a correction of a correction names it as well.
    await trx.raw('ALTER TABLE submissions ADD COLUMN corrects_id BIGINT');
    await trx.raw('ALTER TABLE submissions ADD COLUMN reason VARCHAR(500)');
    await trx.raw('CREATE INDEX submissions_corrects ON submissions (corrects_id)');
  },
};
