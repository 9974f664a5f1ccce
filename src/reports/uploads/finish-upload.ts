import type { Request } from 'express';
import { inTransaction } from '../../database/index.js';
import type { DocumentStore, StoredDocument } from '../../documents/index.js';
import { Problem } from '../../problems/index.js';
import { actedBy } from '../../web/index.js';
import { findCorrection } from '../corrections/find-correction.js';
import type { ReportServices } from '../services.js';
import { receive } from '../submissions/receive.js';
import type { Submission } from '../submissions/submission.js';
import { removeUpload } from './remove-upload.js';
import { forgetParts, listParts, noteSubmission } from './store.js';
import type { Upload } from './upload.js';

/**
 * Makes the submission of an upload that is whole, as the plain form does. May be done again after it was cut off, and
 * twice at once: the upload stands for its Idempotency-Key, so that one submission comes of it.
 *
 * @throws Problem ERR_UPLOAD_CHANGED when the bytes are not those it was begun with, ERR_FILE_MALWARE: the upload is removed
 *   then; as `receive`
 */
export async function finishUpload(
  services: ReportServices,
  upload: Upload,
  request: Request,
): Promise<Submission> {
  const submission = await receive(services, request, async ({ documents }, requireKind) => {
    const correction = await findCorrection(services.db, upload.institutionId, correctionOf(upload));
    const kind = requireKind(upload.kind);
    const document = await join(services, upload, documents).catch(async (error: unknown) => {
      if (error instanceof Problem && hopeless.has(error.code)) {
        await removeUpload(services, upload, { action: 'upload.refuse', by: actedBy(request) });
      }
      throw error;
    });
    return { kind, correction, file: { name: upload.fileName, document }, key: `upload:${upload.id}` };
  });
  const parts = await inTransaction(services.db, async (trx) => {
    const forgotten = await forgetParts(trx, upload.id);
    await noteSubmission(trx, upload.id, submission.number);
    return forgotten;
  });
  for (const part of parts) await services.documents.remove(part);
  return submission;
}

/** With these bytes it can never become a submission. */
const hopeless: ReadonlySet<string> = new Set(['ERR_UPLOAD_CHANGED', 'ERR_FILE_MALWARE']);

function correctionOf({ purpose, correctsNumber, reason }: Upload) {
  return {
    corrects: purpose === 'correction' ? (correctsNumber ?? undefined) : undefined,
    withdraws: purpose === 'withdrawal' ? (correctsNumber ?? undefined) : undefined,
    reason: reason ?? undefined,
  };
}

/** The whole file in one document, from its parts: hashed, scanned and sealed anew. */
async function join(
  { db }: ReportServices,
  upload: Upload,
  documents: DocumentStore,
): Promise<StoredDocument> {
  const parts = await listParts(db, upload.id);
  const document = await documents.write(readAll(documents, parts), {
    purpose: 'submission',
    limitBytes: upload.size,
  });
  if (document.size === upload.size && (upload.sha256?.equals(document.sha256) ?? true)) return document;
  await documents.remove(document.id);
  throw new Problem('ERR_UPLOAD_CHANGED');
}

async function* readAll(documents: DocumentStore, ids: readonly string[]): AsyncGenerator<Buffer> {
  for (const id of ids) yield* documents.read(id);
}
