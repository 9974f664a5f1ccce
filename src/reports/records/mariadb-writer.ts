import { Readable } from 'node:stream';
import type { Knex } from 'knex';
import { executeBinary } from '../../database/index.js';
import type { RecordWriter, RowsToStage } from './record-writer.js';
import type { IndexedRecord } from './seal-records.js';

/**
 * MariaDB and MySQL: the search columns go with LOAD DATA LOCAL out of memory, which spares the server the parser; where
 * the server does not allow it, with one wide INSERT. Sealed values go as binary parameters, never as text.
 */
export function createMariadbWriter(): RecordWriter {
  let writeRecords = loadRecords;
  return {
    async write(trx, rows) {
      if (rows.records.length === 0) return;
      const way = writeRecords;
      try {
        await way(trx, rows);
      } catch (error) {
        // Several writes are under way at once: another one may have learned of the refusal before.
        if (way !== loadRecords || !isLocalInfileRefused(error)) throw error;
        writeRecords = insertRecords;
        await insertRecords(trx, rows);
      }
      await insertChunks(trx, rows);
    },
  };
}

async function loadRecords(trx: Knex.Transaction, rows: RowsToStage): Promise<void> {
  const lines = Buffer.from(rows.records.map(toLine).join(''), 'latin1');
  const [result]: [{ affectedRows: number; warningStatus: number }] = await trx
    .raw(
      `LOAD DATA LOCAL INFILE 'records' INTO TABLE exam_records CHARACTER SET ascii
       (row_no, exam_date, hazard_code, level, employer_ubn, @worker)
       SET submission_id = ?, institution_id = ?, kind = ?, worker_index = UNHEX(@worker)`,
      [rows.submissionId, rows.institutionId, rows.kind],
    )
    // mysql2 dies of a stream that yields anything but Buffers.
    .options({ infileStreamFactory: () => Readable.from([lines], { objectMode: false }) });
  // LOCAL turns every error about a row into a warning and goes on.
  if (result.affectedRows !== rows.records.length || result.warningStatus !== 0) {
    throw new Error(
      `Of ${rows.records.length} rows ${result.affectedRows} were loaded, with ${result.warningStatus} warnings.`,
    );
  }
}

/** A line in the default format of LOAD DATA; `\N` is NULL. */
function toLine(record: IndexedRecord): string {
  const { row, examDate, hazardCode, level, employerUbn, workerIndex } = record;
  return (
    `${row}\t${plain(examDate)}\t${hazardCode === null ? '\\N' : plain(hazardCode)}\t${level ?? '\\N'}\t` +
    `${plain(employerUbn)}\t${workerIndex}\n`
  );
}

/** ER_NOT_ALLOWED_COMMAND and ER_LOAD_INFILE_CAPABILITY_DISABLED of MariaDB, ER_CLIENT_LOCAL_FILES_DISABLED of MySQL 8. */
function isLocalInfileRefused(error: unknown): boolean {
  return [1148, 4166, 3948].includes(Number((error as { errno?: unknown }).errno));
}

async function insertRecords(trx: Knex.Transaction, rows: RowsToStage): Promise<void> {
  const { submissionId, institutionId, kind } = rows;
  const values = rows.records.map(
    ({ row, examDate, hazardCode, level, employerUbn, workerIndex }) =>
      `(${submissionId},${institutionId},'${plain(kind)}',${row},'${plain(examDate)}',` +
      `${hazardCode === null ? 'NULL' : `'${plain(hazardCode)}'`},${level ?? 'NULL'},'${plain(employerUbn)}',` +
      `X'${plain(workerIndex)}')`,
  );
  await trx.raw(
    `INSERT INTO exam_records
       (submission_id, institution_id, kind, row_no, exam_date, hazard_code, level, employer_ubn, worker_index)
     VALUES ${values.join(',')}`,
  );
}

/** What stands in a statement or line without quoting must need none; the rules before have seen to that. */
function plain(text: string): string {
  if (!/^[0-9A-Za-z-]+$/.test(text))
    throw new TypeError('A search column holds more than letters and digits.');
  return text;
}

async function insertChunks(trx: Knex.Transaction, { submissionId, chunks }: RowsToStage): Promise<void> {
  await executeBinary(
    trx,
    `INSERT INTO exam_record_chunks (submission_id, first_row, sealed) VALUES ${chunks.map(() => '(?,?,?)').join(',')}`,
    chunks.flatMap(({ firstRow, sealed }) => [submissionId, firstRow, sealed]),
  );
}
