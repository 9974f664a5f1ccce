import type { Knex } from 'knex';
import type { Database } from '../../database/index.js';

/** The records that count: taken in, and neither replaced nor withdrawn since. With their submissions. */
export function acceptedRecords(db: Database): Knex.QueryBuilder {
  return db('exam_records')
    .innerJoin('submissions', 'submissions.id', 'exam_records.submission_id')
    .where('submissions.state', 'accepted')
    .whereNotExists((replaced) =>
      replaced
        .from('record_replacements')
        .innerJoin('submissions as replacing', 'replacing.id', 'record_replacements.submission_id')
        .whereRaw('record_replacements.replaced_submission_id = exam_records.submission_id')
        .whereRaw('record_replacements.replaced_row = exam_records.row_no')
        .where('replacing.state', 'accepted')
        .select(db.raw('1')),
    );
}
