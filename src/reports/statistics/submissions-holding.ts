import type { Knex } from 'knex';
import type { Database } from '../../database/index.js';

/** What a record is looked for by that is counted of each submission. */
export interface Held {
  readonly hazard?: string;
  readonly level?: number;
  /** `yyyy-mm-dd`, both included. */
  readonly from?: string;
  readonly to?: string;
}

/**
 * The submissions, as `submission_id`, that may hold such records: by what was counted of them, or not counted yet. Of
 * millions of records those of a few submissions are left to look at, without an index that every record would pay for.
 */
export function submissionsHolding(db: Database, { hazard, level, from, to }: Held): Knex.QueryBuilder {
  const counted = db('record_counts').select('record_counts.submission_id');
  if (hazard !== undefined) counted.where('hazard_code', hazard);
  if (level !== undefined) counted.where('level', level);
  if (from !== undefined) counted.where('exam_month', '>=', from.slice(0, 7));
  if (to !== undefined) counted.where('exam_month', '<=', to.slice(0, 7));
  return counted.union((query) =>
    query
      .from('submissions as fresh')
      .where('fresh.state', 'accepted')
      .whereNotExists((known) =>
        known
          .from('counted_submissions')
          .whereRaw('counted_submissions.submission_id = fresh.id')
          .select(db.raw('1')),
      )
      .select('fresh.id as submission_id'),
  );
}
