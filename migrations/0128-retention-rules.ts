import type { Knex } from 'knex';
import type { Migration } from '../src/database/index.js';

/**
 * By which times of keeping records of a submission were deleted, so that its page can name the rule: `7`, `10`, `30`, or
 * several with commas between.
 */
export const retentionRulesMigration: Migration = {
  name: '0128-retention-rules',
  async up(trx) {
    await trx.schema.alterTable('retention_deletions', (table) => {
      table.string('periods', 12).notNullable().defaultTo('');
    });
    await fillIn(trx);
  },
};

/** What was deleted before is known by proposal; of its times of keeping a submission can have those of its kind. */
async function fillIn(trx: Knex): Promise<void> {
  const rows = await trx('retention_deletions')
    .innerJoin('retention_proposals', 'retention_proposals.id', 'retention_deletions.proposal_id')
    .innerJoin('submissions', 'submissions.id', 'retention_deletions.submission_id')
    .select<OldDeletion[]>('proposal_id', 'submission_id', 'kind', 'retention_proposals.periods');
  for (const { proposal_id, submission_id, kind, periods } of rows) {
    const counts: Readonly<Record<string, number>> = JSON.parse(periods);
    const years = kind === 'general' ? ['7'] : ['10', '30'].filter((period) => (counts[period] ?? 0) > 0);
    await trx('retention_deletions')
      .where({ proposal_id, submission_id })
      .update({ periods: years.join(',') });
  }
}

interface OldDeletion {
  readonly proposal_id: number;
  readonly submission_id: number;
  readonly kind: string;
  readonly periods: string;
}
