import type { Database } from '../../database/index.js';
import type { Keyring } from '../../keys/index.js';
import { type DecodedContent, readContent } from '../process/content.js';
import { openRecord } from '../records/seal-records.js';

/** Where a record stands. */
export interface RecordPlace {
  readonly submissionId: number;
  readonly row: number;
}

/**
 * What some records hold, in their order.
 *
 * @throws TypeError when a record has no content; UnsealError when it is not its own
 */
export async function readContents(
  { db, keys }: { readonly db: Database; readonly keys: Keyring },
  places: readonly RecordPlace[],
): Promise<readonly DecodedContent[]> {
  const contents: DecodedContent[] = [];
  // One after the other: a chunk of 200 records is opened for each, and a page has few.
  for (const place of places) contents.push(await readOne(db, keys, place));
  return contents;
}

async function readOne(
  db: Database,
  keys: Keyring,
  { submissionId, row }: RecordPlace,
): Promise<DecodedContent> {
  const chunk = await db('exam_record_chunks')
    .where({ submission_id: submissionId })
    .where('first_row', '<=', row)
    .orderBy('first_row', 'desc')
    .first<{ first_row: number; sealed: Buffer } | undefined>('first_row', 'sealed');
  const content =
    chunk && openRecord(keys, submissionId, { firstRow: chunk.first_row, sealed: chunk.sealed }, row);
  if (content === undefined) throw new TypeError(`Submission ${submissionId} has no content of row ${row}.`);
  return readContent(content);
}
