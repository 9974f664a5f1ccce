import type { Knex } from 'knex';
import type { RecordWriter, RowsToStage } from './record-writer.js';

/**
 * SQLite: all rows travel as one JSON parameter and are taken apart by the database, so there is one statement to compile
 * and no limit of parameters.
 */
export const sqliteWriter: RecordWriter = {
  async write(trx: Knex.Transaction, rows: RowsToStage) {
    if (rows.records.length === 0) return;
    const { submissionId, institutionId, kind } = rows;
    await trx.raw(insertRecords, [submissionId, institutionId, kind, toJson(rows)]);
    await trx('exam_record_chunks').insert(
      rows.chunks.map(({ firstRow, sealed }) => ({
        submission_id: submissionId,
        first_row: firstRow,
        sealed,
      })),
    );
  },
};

const insertRecords = `
  INSERT INTO exam_records
    (submission_id, institution_id, kind, row_no, exam_date, hazard_code, level, employer_ubn, worker_index)
  SELECT ?, ?, ?, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, unhex(value ->> 5)
  FROM json_each(?)`;

function toJson({ records }: RowsToStage): string {
  return JSON.stringify(
    records.map((record) => [
      record.row,
      record.examDate,
      record.hazardCode,
      record.level,
      record.employerUbn,
      record.workerIndex,
    ]),
  );
}
