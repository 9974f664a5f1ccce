import type { Database } from '../../database/index.js';

/** The numbers of the rows that a submission has stored, in file order, read in parts. */
export async function* readStoredRows(db: Database, submissionId: number): AsyncGenerator<number> {
  let last = 0;
  for (;;) {
    const rows: readonly { readonly row_no: number }[] = await db('exam_records')
      .where({ submission_id: submissionId })
      .where('row_no', '>', last)
      .orderBy('row_no')
      .limit(rowsPerPart)
      .select('row_no');
    for (const { row_no } of rows) yield row_no;
    if (rows.length < rowsPerPart) return;
    last = rows.at(-1)?.row_no ?? last;
  }
}

const rowsPerPart = 10_000;
