import type { Knex } from 'knex';
import { type Database, inTransaction } from '../../database/index.js';
import {
  type DocumentStore,
  forgetDocuments,
  recordDocument,
  type StoredDocument,
} from '../../documents/index.js';
import { type Keyring, UnsealError } from '../../keys/index.js';

/** The image of a row as it lies in the file store. */
export interface StoredImage {
  readonly row: number;
  readonly document: StoredDocument;
  readonly width: number;
  readonly height: number;
}

/** What the sealed value says; canonical enough, since nobody but us writes it. */
interface ImageLink {
  readonly document: string;
  readonly sha256: string;
  readonly width: number;
  readonly height: number;
}

/**
 * Enters the images of rows, in the transaction that stages the rows. The documents belong to the rows from then on.
 *
 * @param at when they were written
 */
export async function insertImages(
  trx: Knex.Transaction,
  keyring: Pick<Keyring, 'seal'>,
  { submissionId, at }: { readonly submissionId: number; readonly at: Date },
  images: readonly StoredImage[],
): Promise<void> {
  for (const { row, document, width, height } of images) {
    const link: ImageLink = { document: document.id, sha256: document.sha256.toString('hex'), width, height };
    await recordDocument(trx, document, { owner: `exam-image:${submissionId}/${row}`, at });
    await trx('exam_images').insert({
      submission_id: submissionId,
      row_no: row,
      document_id: document.id,
      sealed: keyring.seal(sealedFor, Buffer.from(JSON.stringify(link)), contextOfImage(submissionId, row)),
    });
  }
}

/**
 * Finds the image of a record.
 *
 * @returns undefined when it has none
 * @throws UnsealError when what is entered there is not this record's own
 */
export async function findImage(
  { db, keys }: { readonly db: Database; readonly keys: Pick<Keyring, 'open'> },
  { submissionId, row }: { readonly submissionId: number; readonly row: number },
): Promise<ImageLink | undefined> {
  const found = await db('exam_images')
    .where({ submission_id: submissionId, row_no: row })
    .first<{ document_id: string; sealed: Buffer } | undefined>('document_id', 'sealed');
  if (found === undefined) return undefined;
  const opened = keys.open(sealedFor, Buffer.from(found.sealed), contextOfImage(submissionId, row));
  const link: ImageLink = JSON.parse(opened.toString());
  if (link.document !== found.document_id) throw new UnsealError('not-authentic');
  return link;
}

/** Whether a record has an image. */
export async function hasImage(
  db: Database,
  { submissionId, row }: { readonly submissionId: number; readonly row: number },
): Promise<boolean> {
  return (
    (await db('exam_images').where({ submission_id: submissionId, row_no: row }).first('row_no')) !==
    undefined
  );
}

/** How many rows of a submission have an image entered. */
export async function countImages(db: Database, submissionId: number): Promise<number> {
  const [counted] = await db('exam_images').where({ submission_id: submissionId }).count({ rows: '*' });
  return Number(counted?.rows ?? 0);
}

/**
 * Removes the images of a submission, in steps; may be broken off and begun again. Files go first: as long as one is there,
 * something names it.
 *
 * @param stop asked before each step
 */
export async function discardImages(
  { db, documents }: { readonly db: Database; readonly documents: DocumentStore },
  submissionId: number,
  stop: AbortSignal,
): Promise<void> {
  for (;;) {
    stop.throwIfAborted();
    const ids: string[] = await db('exam_images')
      .where({ submission_id: submissionId })
      .orderBy('row_no')
      .limit(imagesPerStep)
      .pluck('document_id');
    if (ids.length === 0) return;
    for (const id of ids) await documents.remove(id);
    await inTransaction(db, async (trx) => {
      await forgetDocuments(trx, ids);
      await trx('exam_images').where({ submission_id: submissionId }).whereIn('document_id', ids).delete();
    });
  }
}

const imagesPerStep = 100;

/** The images are sealed with the key of the records they belong to. */
const sealedFor = 'exam-records';

/** What an image is bound to: its submission and its row. */
export function contextOfImage(submissionId: number, row: number): string {
  return `submission:${submissionId}/image-of-row:${row}`;
}
