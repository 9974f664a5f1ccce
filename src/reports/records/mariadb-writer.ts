import { Readable } from 'node:stream';
import type { Knex } from 'knex';
import { queryBinary } from '../../database/index.js';
import { readRecordLines, recordLines } from './record-lines.js';
import type { RecordWriter, RowsToStage } from './record-writer.js';
import type { SealedChunk } from './seal-records.js';

/**
 * MariaDB: the search columns go with LOAD DATA LOCAL out of memory, which spares the server the parser; where the server
 * does not allow it, with one wide INSERT. Sealed values go as binary parameters, never as text.
 */
export function createMariadbWriter(): RecordWriter {
  let writeLines = loadLines;
  return {
    take({ submissionId, institutionId, kind, rows, chunks }: RowsToStage) {
      const staged = { submissionId, institutionId, kind, lines: recordLines(rows), count: rows.length };
      return async (trx) => {
        const way = writeLines;
        try {
          await way(trx, staged);
        } catch (error) {
          // Several writes are under way at once: another one may have learned of the refusal before.
          if (way !== loadLines || !isLocalInfileRefused(error)) throw error;
          writeLines = insertLines;
          await insertLines(trx, staged);
        }
        await insertChunks(trx, submissionId, chunks);
      };
    },
  };
}

/** The search columns of some rows, as `recordLines` writes them. */
interface StagedLines extends Pick<RowsToStage, 'submissionId' | 'institutionId' | 'kind'> {
  readonly lines: Buffer;
  readonly count: number;
}

async function loadLines(
  trx: Knex.Transaction,
  { submissionId, institutionId, kind, lines, count }: StagedLines,
): Promise<void> {
  const [result]: [{ affectedRows: number; warningStatus: number }] = await trx
    .raw(
      `LOAD DATA LOCAL INFILE 'records' INTO TABLE exam_records CHARACTER SET binary
       (row_no, exam_date, hazard_code, level, employer_ubn, worker_index)
       SET submission_id = ?, institution_id = ?, kind = ?`,
      [submissionId, institutionId, kind],
    )
    // mysql2 dies of a stream that yields anything but Buffers.
    .options({ infileStreamFactory: () => Readable.from([lines], { objectMode: false }) });
  // LOCAL turns every error about a row into a warning and goes on.
  if (result.affectedRows !== count || result.warningStatus !== 0) {
    throw new Error(
      `Of ${count} rows ${result.affectedRows} were loaded, with ${result.warningStatus} warnings.`,
    );
  }
}

/** ER_NOT_ALLOWED_COMMAND and ER_LOAD_INFILE_CAPABILITY_DISABLED of MariaDB, ER_CLIENT_LOCAL_FILES_DISABLED of MySQL 8. */
function isLocalInfileRefused(error: unknown): boolean {
  return [1148, 4166, 3948].includes(Number((error as { errno?: unknown }).errno));
}

/** The values hold nothing but letters, digits and hyphens: `recordLines` has made sure. */
async function insertLines(
  trx: Knex.Transaction,
  { submissionId, institutionId, kind, lines }: StagedLines,
): Promise<void> {
  const values = readRecordLines(lines).map((line) => {
    const hazardCode = line.hazardCode === null ? 'NULL' : `'${line.hazardCode}'`;
    const rest = `'${line.employerUbn}',X'${line.workerIndex.toString('hex')}'`;
    return `(?,?,?,${line.row},'${line.examDate}',${hazardCode},${line.level ?? 'NULL'},${rest})`;
  });
  await trx.raw(
    `INSERT INTO exam_records
       (submission_id, institution_id, kind, row_no, exam_date, hazard_code, level, employer_ubn, worker_index)
     VALUES ${values.join(',')}`,
    values.flatMap(() => [submissionId, institutionId, kind]),
  );
}

async function insertChunks(
  trx: Knex.Transaction,
  submissionId: number,
  chunks: readonly SealedChunk[],
): Promise<void> {
  await queryBinary(
    trx,
    `INSERT INTO exam_record_chunks (submission_id, first_row, sealed) VALUES ${chunks.map(() => '(?,?,?)').join(',')}`,
    chunks.flatMap(({ firstRow, sealed }) => [submissionId, firstRow, sealed]),
  );
}
