import type { Knex } from 'knex';
import { type Database, dialectOf } from '../../database/index.js';
import { createMariadbWriter } from './mariadb-writer.js';
import type { IndexedRecord, SealedChunk } from './seal-records.js';
import { sqliteWriter } from './sqlite-writer.js';

/** Rows of one submission that are written together. */
export interface RowsToStage {
  readonly submissionId: number;
  readonly institutionId: number;
  readonly kind: string;
  readonly records: readonly IndexedRecord[];
  readonly chunks: readonly SealedChunk[];
}

/** Writes thousands of rows with few statements. */
export interface RecordWriter {
  write(trx: Knex.Transaction, rows: RowsToStage): Promise<void>;
}

/** The writer for the dialect; it learns on the way what the server offers, so one is kept for a run. */
export function createRecordWriter(db: Database): RecordWriter {
  return dialectOf(db) === 'sqlite' ? sqliteWriter : createMariadbWriter();
}
