import type { Knex } from 'knex';
import type { Database } from '../../database/index.js';

/**
 * Records that an accepted withdrawal took back, one line each: in `exam_records` the version that was withdrawn, whose exam
 * date is that of every version; in `reported` the submission that first reported it. Whoever counts records as first
 * reported takes these off again: an exam that was withdrawn was not reported, and one that is then reported anew counts once.
 */
export function withdrawnRecords(db: Database): Knex.QueryBuilder {
  return db('submissions as withdrawal')
    .innerJoin('submissions as reported', 'reported.id', 'withdrawal.corrects_id')
    .innerJoin('record_replacements', 'record_replacements.submission_id', 'withdrawal.id')
    .innerJoin('exam_records', (on) =>
      on
        .on('exam_records.submission_id', 'record_replacements.replaced_submission_id')
        .andOn('exam_records.row_no', 'record_replacements.replaced_row'),
    )
    .where({ 'withdrawal.state': 'accepted', 'withdrawal.purpose': 'withdrawal' });
}
