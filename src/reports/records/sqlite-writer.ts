import type { GoodRows } from '../process/good-rows.js';
import type { RecordWriter, RowsToStage } from './record-writer.js';
import { workerIndexBytes } from './worker-index.js';

/**
 * SQLite: all rows travel as one JSON parameter and are taken apart by the database, so there is one statement to compile
 * and no limit of parameters.
 */
export const sqliteWriter: RecordWriter = {
  take({ submissionId, institutionId, kind, rows, chunks }: RowsToStage) {
    const json = toJson(rows);
    return async (trx) => {
      await trx.raw(insertRecords, [submissionId, institutionId, kind, json]);
      await trx('exam_record_chunks').insert(
        chunks.map(({ firstRow, sealed }) => ({ submission_id: submissionId, first_row: firstRow, sealed })),
      );
    };
  },
};

const insertRecords = `
  INSERT INTO exam_records
    (submission_id, institution_id, kind, row_no, exam_date, hazard_code, level, employer_ubn, worker_index)
  SELECT ?, ?, ?, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, unhex(value ->> 5)
  FROM json_each(?)`;

function toJson(rows: GoodRows): string {
  return JSON.stringify(
    rows
      .records()
      .map(({ row, examDate, hazardCode, level, employerUbn }, at) => [
        row,
        examDate,
        hazardCode,
        level,
        employerUbn,
        rows.workerIndexes.toString('hex', at * workerIndexBytes, (at + 1) * workerIndexBytes),
      ]),
  );
}
