import type { Database } from '../../database/index.js';
import type { Keyring } from '../../keys/index.js';
import { readMany } from '../export/read-many.js';
import type { DecodedContent } from '../process/content.js';
import { acceptedRecords } from '../search/accepted-records.js';

/** A record of a submission that counts now, with what it holds. */
export interface CountableRecord {
  readonly row: number;
  readonly content: DecodedContent;
}

/** Some records of a submission that count, in the order of its rows, and whether more come after. */
export async function listCountable(
  services: { readonly db: Database; readonly keys: Keyring },
  submissionId: number,
  { after, most }: { readonly after: number; readonly most: number },
): Promise<{ readonly records: readonly CountableRecord[]; readonly goesOn: boolean }> {
  const rows: number[] = await countable(services.db, submissionId)
    .where('exam_records.row_no', '>', after)
    .orderBy('exam_records.row_no')
    .limit(most + 1)
    .pluck('exam_records.row_no');
  return { records: await open(services, submissionId, rows.slice(0, most)), goesOn: rows.length > most };
}

/** Of some rows of a submission those that count. */
export async function findCountable(
  services: { readonly db: Database; readonly keys: Keyring },
  submissionId: number,
  rows: readonly number[],
): Promise<readonly CountableRecord[]> {
  const found: number[] = await countable(services.db, submissionId)
    .whereIn('exam_records.row_no', rows)
    .orderBy('exam_records.row_no')
    .pluck('exam_records.row_no');
  return open(services, submissionId, found);
}

function countable(db: Database, submissionId: number) {
  return acceptedRecords(db).where('exam_records.submission_id', submissionId);
}

async function open(
  services: { readonly db: Database; readonly keys: Keyring },
  submissionId: number,
  rows: readonly number[],
): Promise<readonly CountableRecord[]> {
  const contents = await readMany(
    services,
    rows.map((row) => ({ submissionId, row })),
  );
  return contents.map((content, index) => ({ row: rows[index] ?? 0, content }));
}
