import type { Knex } from 'knex';
import { type Database, dialectOf } from '../../database/index.js';
import type { GoodRows } from '../process/good-rows.js';
import { createMariadbWriter } from './mariadb-writer.js';
import type { SealedChunk } from './seal-records.js';
import { sqliteWriter } from './sqlite-writer.js';

/** Rows of one submission that are written together. */
export interface RowsToStage {
  readonly submissionId: number;
  readonly institutionId: number;
  readonly kind: string;
  /** With their workers' indexes. */
  readonly rows: GoodRows;
  readonly chunks: readonly SealedChunk[];
}

/** Writes what was taken from rows; does so again when a transaction is begun again. */
export type WriteRows = (trx: Knex.Transaction) => Promise<void>;

/** Writes thousands of rows with few statements. */
export interface RecordWriter {
  /** Takes from the rows what is to be written; they may change afterwards. */
  take(rows: RowsToStage): WriteRows;
}

/** The writer for the dialect; it learns on the way what the server offers, so one is kept for a run. */
export function createRecordWriter(db: Database): RecordWriter {
  return dialectOf(db) === 'sqlite' ? sqliteWriter : createMariadbWriter();
}
