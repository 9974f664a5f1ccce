import type { Knex } from 'knex';
import { columns, type Migration } from '../src/database/index.js';

/** Submissions, what was found in them, the exam records they hold, and the receipts given for them. */
export const reports: Migration = {
  name: '0080-reports',
  async up(trx) {
    for (const create of tables) await create(trx);
  },
};

/**
 * One row for each institution that has reported: how many of its submissions were accepted. Locked while one is, so
 * that two submissions with the same exam are not accepted at once.
 */
async function createAcceptances(trx: Knex): Promise<void> {
  await trx.schema.createTable('institution_acceptances', (table) => {
    columns.reference(table, 'institution_id', 'institutions').primary();
    table.integer('accepted').unsigned().notNullable();
  });
}

async function createSubmissions(trx: Knex): Promise<void> {
  await trx.schema.createTable('submissions', (table) => {
    columns.id(table);
    table.specificType('number', 'CHAR(15)').notNullable().unique();
    columns.reference(table, 'institution_id', 'institutions').notNullable();
    columns.reference(table, 'account_id', 'accounts').notNullable();
    table.string('kind', 10).notNullable();
    table.string('state', 24).notNullable();
    // The language in which the reporter is written to.
    table.string('language', 10).notNullable();
    table.string('card_profile', 20).notNullable();
    table.specificType('card_fingerprint', 'CHAR(64)').notNullable();
    createFileColumns(table);
    createProgressColumns(table);
    createCountColumns(table);
    // Of all accepted submissions of the institution, the how manieth this is.
    table.integer('acceptance').unsigned();
    // How many acceptances of the institution were considered when the file was judged.
    table.integer('judged_against').unsigned();
    columns.time(table, 'received_at').notNullable();
    columns.time(table, 'judged_at');
    columns.time(table, 'lapses_at');
    columns.time(table, 'ended_at');
    table.index(['institution_id', 'received_at']);
    table.index(['institution_id', 'state', 'ended_at']);
  });
}

function createFileColumns(table: Knex.CreateTableBuilder): void {
  table.string('file_name', 255).notNullable();
  table.bigInteger('file_size').unsigned().notNullable();
  columns.digest(table, 'file_sha256').notNullable();
  // Null after the file of a submission that was not accepted has been removed.
  table.specificType('document_id', 'CHAR(32)');
  table.specificType('findings_document_id', 'CHAR(32)');
  // Digest of institution, kind and file while the submission is alive or accepted; null afterwards. The unique key is
  // what makes of two simultaneous uploads of one file one submission.
  columns.digest(table, 'file_claim').unique();
  // Digest of institution, account and Idempotency-Key.
  columns.digest(table, 'key_claim').unique();
}

function createProgressColumns(table: Knex.CreateTableBuilder): void {
  // The lease of the run that stages rows; rows of any other run are refused.
  table.string('run', 40);
  table.bigInteger('progress_bytes').unsigned().notNullable().defaultTo(0);
  table.integer('progress_rows').unsigned().notNullable().defaultTo(0);
}

function createCountColumns(table: Knex.CreateTableBuilder): void {
  table.string('encoding', 12);
  table.integer('row_count').unsigned();
  table.integer('good_count').unsigned();
  table.integer('error_count').unsigned();
  table.integer('error_row_count').unsigned();
  table.integer('warning_count').unsigned();
  table.string('stop_code', 60);
  table.text('stop_params');
}

/** The report of a judged file: one sealed value, because it quotes cells. */
async function createFindings(trx: Knex): Promise<void> {
  await trx.schema.createTable('submission_findings', (table) => {
    columns.reference(table, 'submission_id', 'submissions').primary();
    table.specificType('sealed', 'MEDIUMBLOB').notNullable();
  });
}

/**
 * What records are searched by. Rows are staged here while a file is judged; they count only while their submission is
 * accepted. There is no foreign key: it would cost a look at the parent for each of a million rows that are written
 * together with it.
 */
async function createRecords(trx: Knex): Promise<void> {
  await trx.schema.createTable('exam_records', (table) => {
    table.bigInteger('submission_id').unsigned().notNullable();
    // As the spreadsheet shows it: the header is row 1.
    table.integer('row_no').unsigned().notNullable();
    table.bigInteger('institution_id').unsigned().notNullable();
    table.string('kind', 10).notNullable();
    table.string('hazard_code', 4);
    columns.date(table, 'exam_date').notNullable();
    table.specificType('level', 'SMALLINT');
    table.specificType('employer_ubn', 'CHAR(8)').notNullable();
    // The first 16 bytes of a keyed hash of the worker's ID number.
    table.specificType('worker_index', 'BINARY(16)').notNullable();
    table.primary(['submission_id', 'row_no']);
    table.index(['worker_index', 'institution_id', 'exam_date'], 'exam_records_worker');
    table.index(['institution_id', 'exam_date'], 'exam_records_institution');
    table.index(['employer_ubn', 'exam_date'], 'exam_records_employer');
  });
}

/** Everything else of the records: neighbouring rows sealed as one value, found by the first row in it. */
async function createChunks(trx: Knex): Promise<void> {
  await trx.schema.createTable('exam_record_chunks', (table) => {
    table.bigInteger('submission_id').unsigned().notNullable();
    table.integer('first_row').unsigned().notNullable();
    table.specificType('sealed', 'MEDIUMBLOB').notNullable();
    table.primary(['submission_id', 'first_row']);
  });
}

async function createReceipts(trx: Knex): Promise<void> {
  await trx.schema.createTable('receipts', (table) => {
    columns.reference(table, 'submission_id', 'submissions').primary();
    table.specificType('number', 'CHAR(15)').notNullable().unique();
    // The canonical JSON that was signed, byte for byte.
    table.binary('content').notNullable();
    // CMS SignedData, detached, DER.
    table.binary('signature').notNullable();
    columns.time(table, 'issued_at').notNullable();
  });
}

const tables = [
  createAcceptances,
  createSubmissions,
  createFindings,
  createRecords,
  createChunks,
  createReceipts,
];
