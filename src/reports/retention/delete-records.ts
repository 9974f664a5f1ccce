import type { Knex } from 'knex';
import { forgetDocuments } from '../../documents/index.js';
import type { Keyring } from '../../keys/index.js';
import { contextOfChunk } from '../records/seal-records.js';
import { uncount } from '../statistics/count-submissions.js';
import type { ExpiredRecord } from './expired-records.js';
import { forgetReasons } from './forget-reasons.js';

/** What went besides the records. */
export interface Deleted {
  /** Ids in the file store: their files can be removed once the transaction has committed. */
  readonly documents: readonly string[];
  /** Submissions that corrected or withdrew some of the records, each with those whose records they were. */
  readonly followers: ReadonlyMap<number, ReadonlySet<number>>;
}

/**
 * Deletes records with all that is kept of them: what they are searched by, their sealed values, their places in
 * histories and their images; and of each submission, also of those that corrected or withdrew them, the uploaded file and
 * its report of errors, which hold or quote every row, and the typed reason, which may. Records of the same submission that
 * are still kept stay whole: they do not live in the file.
 */
export async function deleteRecords(
  trx: Knex.Transaction,
  keys: Keyring,
  records: readonly ExpiredRecord[],
): Promise<Deleted> {
  const bySubmission = new Map<number, number[]>();
  for (const { submissionId, row } of records) {
    const rows = bySubmission.get(submissionId) ?? [];
    rows.push(row);
    bySubmission.set(submissionId, rows);
  }
  const documents: string[] = [];
  const followers = new Map<number, Set<number>>();
  for (const [submissionId, rows] of bySubmission) {
    const deleted = await deleteRows(trx, submissionId, rows);
    documents.push(...deleted.images);
    for (const id of deleted.followers) followers.set(id, (followers.get(id) ?? new Set()).add(submissionId));
    await emptyChunks(trx, keys, submissionId, new Set(rows));
  }
  const touched = [...new Set([...bySubmission.keys(), ...followers.keys()])];
  for (const id of touched) documents.push(...(await deleteFiles(trx, id)));
  await forgetReasons(trx, touched);
  await forgetInParts(trx, documents);
  await uncount(trx, [...bySubmission.keys()]);
  return { documents, followers };
}

interface RowsDeleted {
  /** Documents. */
  readonly images: readonly string[];
  /** Submissions that corrected or withdrew these rows: the file of a withdrawal names workers, and holds no records. */
  readonly followers: readonly number[];
}

async function deleteRows(
  trx: Knex.Transaction,
  submission_id: number,
  rows: readonly number[],
): Promise<RowsDeleted> {
  const images: string[] = [];
  const followers: number[] = [];
  for (let at = 0; at < rows.length; at += rowsAtOnce) {
    const part = rows.slice(at, at + rowsAtOnce);
    const own = (table: string) => trx(table).where({ submission_id }).whereIn('row_no', part);
    images.push(...(await own('exam_images').pluck<string[]>('document_id')));
    await own('exam_images').delete();
    await own('record_replacements').delete();
    const replaced = () =>
      trx('record_replacements')
        .where({ replaced_submission_id: submission_id })
        .whereIn('replaced_row', part);
    followers.push(...(await replaced().pluck<(number | string)[]>('submission_id')).map(Number));
    await replaced().delete();
    await own('exam_records').delete();
  }
  return { images, followers };
}

const rowsAtOnce = 500;

async function deleteFiles(trx: Knex.Transaction, id: number): Promise<readonly string[]> {
  const row = await trx('submissions')
    .where({ id })
    .first<{ document_id: string | null; findings_document_id: string | null } | undefined>(
      'document_id',
      'findings_document_id',
    );
  await trx('submissions').where({ id }).update({ document_id: null, findings_document_id: null });
  await trx('submission_findings').where({ submission_id: id }).delete();
  return [row?.document_id, row?.findings_document_id].filter((document) => typeof document === 'string');
}

/** Neighbouring rows are sealed together: the others are sealed again without those that go. */
async function emptyChunks(
  trx: Knex.Transaction,
  keys: Keyring,
  submission_id: number,
  gone: ReadonlySet<number>,
): Promise<void> {
  const firsts = await trx('exam_record_chunks')
    .where({ submission_id })
    .orderBy('first_row')
    .pluck<number[]>('first_row');
  const sorted = [...gone].sort((a, b) => a - b);
  let at = 0;
  for (const [index, first_row] of firsts.entries()) {
    const before = firsts[index + 1] ?? Number.POSITIVE_INFINITY;
    const from = at;
    while (at < sorted.length && (sorted[at] ?? 0) < before) at += 1;
    if (at > from) await emptyChunk(trx, keys, { submission_id, first_row }, gone);
  }
}

async function emptyChunk(
  trx: Knex.Transaction,
  keys: Keyring,
  chunk: { readonly submission_id: number; readonly first_row: number },
  gone: ReadonlySet<number>,
): Promise<void> {
  const row = await trx('exam_record_chunks')
    .where(chunk)
    .forUpdate()
    .first<{ sealed: Buffer } | undefined>();
  if (row === undefined) throw new TypeError('The chunk is gone while its rows are deleted.');
  const context = contextOfChunk(chunk.submission_id, chunk.first_row);
  const rows = [...keys.openChunk('exam-records', row.sealed, context)];
  const kept = rows
    .filter(([number]) => !gone.has(number))
    .map(([number, content]) => ({ row: number, content }));
  if (kept.length === 0) await trx('exam_record_chunks').where(chunk).delete();
  else {
    const sealed = keys.sealChunk('exam-records', kept, context);
    await trx('exam_record_chunks').where(chunk).update({ sealed });
  }
}

async function forgetInParts(trx: Knex.Transaction, documents: readonly string[]): Promise<void> {
  for (let at = 0; at < documents.length; at += rowsAtOnce) {
    await forgetDocuments(trx, documents.slice(at, at + rowsAtOnce));
  }
}
