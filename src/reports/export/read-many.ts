import type { Database } from '../../database/index.js';
import type { Keyring } from '../../keys/index.js';
import { type DecodedContent, readContent } from '../process/content.js';
import { contextOfChunk } from '../records/seal-records.js';
import type { RecordPlace } from '../search/read-contents.js';

/**
 * What many records hold, in their order. Neighbouring rows are sealed together: each such chunk is opened once, where
 * `readContents` would open it for every row.
 *
 * @throws TypeError when a record has no content; UnsealError when it is not its own
 */
export async function readMany(
  { db, keys }: { readonly db: Database; readonly keys: Keyring },
  places: readonly RecordPlace[],
): Promise<readonly DecodedContent[]> {
  const bySubmission = new Map<number, number[]>();
  for (const { submissionId, row } of places) {
    const rows = bySubmission.get(submissionId) ?? [];
    rows.push(row);
    bySubmission.set(submissionId, rows);
  }
  const contents = new Map<string, Buffer>();
  for (const [submissionId, rows] of bySubmission) {
    for (const [row, content] of await openRows(db, keys, submissionId, rows)) {
      contents.set(`${submissionId}/${row}`, content);
    }
  }
  return places.map(({ submissionId, row }) => {
    const content = contents.get(`${submissionId}/${row}`);
    if (content === undefined)
      throw new TypeError(`Submission ${submissionId} has no content of row ${row}.`);
    return readContent(content);
  });
}

async function openRows(
  db: Database,
  keys: Keyring,
  submission_id: number,
  rows: readonly number[],
): Promise<ReadonlyMap<number, Buffer>> {
  const wanted = new Set(rows);
  const opened = new Map<number, Buffer>();
  for (const first_row of await chunksOf(db, submission_id, rows)) {
    const chunk = await db('exam_record_chunks')
      .where({ submission_id, first_row })
      .first<{ sealed: Buffer } | undefined>('sealed');
    if (chunk === undefined) continue;
    const held = keys.openChunk('exam-records', chunk.sealed, contextOfChunk(submission_id, first_row));
    for (const [row, content] of held) if (wanted.has(row)) opened.set(row, content);
  }
  return opened;
}

/** The first rows of the chunks that the rows lie in. */
async function chunksOf(
  db: Database,
  submission_id: number,
  rows: readonly number[],
): Promise<readonly number[]> {
  const firsts: number[] = await db('exam_record_chunks')
    .where({ submission_id })
    .orderBy('first_row')
    .pluck('first_row');
  const found = new Set<number>();
  for (const row of rows) {
    const first = firsts.findLast((one) => one <= row);
    if (first !== undefined) found.add(first);
  }
  return [...found];
}
