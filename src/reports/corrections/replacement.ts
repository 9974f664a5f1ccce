import type { Knex } from 'knex';

/** Where a record stands. */
export interface RecordPlace {
  readonly submissionId: number;
  /** As the spreadsheet shows it: the header is row 1. */
  readonly row: number;
}

/** A row of a correction or withdrawal, and the record whose place it takes or which it withdraws. */
export interface Replacement {
  readonly row: number;
  readonly replaced: RecordPlace;
}

/** Stages replacements; they count when their submission is accepted. */
export async function insertReplacements(
  trx: Knex.Transaction,
  submissionId: number,
  replacements: readonly Replacement[],
): Promise<void> {
  // Four values each: SQLite takes 32,766 in a statement.
  for (let at = 0; at < replacements.length; at += rowsAtOnce) {
    await trx('record_replacements').insert(
      replacements.slice(at, at + rowsAtOnce).map(({ row, replaced }) => ({
        submission_id: submissionId,
        row_no: row,
        replaced_submission_id: replaced.submissionId,
        replaced_row: replaced.row,
      })),
    );
  }
}

const rowsAtOnce = 500;
