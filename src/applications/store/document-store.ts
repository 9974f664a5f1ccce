import type { Knex } from 'knex';
import { toStoredTime } from '../../clock.js';
import type { Database } from '../../database/index.js';
import { recordDocument, type StoredDocument } from '../../documents/index.js';
import type { ApplicationDocument } from '../application.js';
import { matchScan, type ScanMatch } from '../form-pdf/match-scan.js';

/** A file that was written to the document store and whose content was checked. */
export interface AttachedFile {
  readonly document: StoredDocument;
  readonly fileName: string;
  /** As found in the content. */
  readonly mediaType: string;
  /** The texts of the QR codes on it, of `receiveScan`. */
  readonly codes?: readonly string[];
}

/**
 * Attaches a file to an application; what it takes the place of is marked as replaced.
 *
 * @throws Problem `ERR_SCAN_OTHER_FORM` when it is the form of another application
 */
export async function attachDocument(
  trx: Knex.Transaction,
  { id, reference }: { readonly id: number; readonly reference: string },
  kind: ApplicationDocument['kind'],
  { document, fileName, mediaType, codes }: AttachedFile,
  at: Date,
): Promise<void> {
  await trx('application_documents')
    .where({ application_id: id, kind })
    .whereNull('replaced_at')
    .update({ replaced_at: toStoredTime(at) });
  await recordDocument(trx, document, { owner: `application:${reference}`, at });
  await trx('application_documents').insert({
    document_id: document.id,
    application_id: id,
    kind,
    file_name: [...fileName].slice(0, 255).join(''),
    media_type: mediaType,
    form_code: codes === undefined ? null : matchScan(codes, reference),
    attached_at: toStoredTime(at),
    replaced_at: null,
  });
}

/** The files of an application, the latest first; replaced ones as well. */
export async function listDocuments(
  db: Database,
  applicationId: number,
): Promise<readonly ApplicationDocument[]> {
  const rows = await db<DocumentRow>('application_documents')
    .where({ application_id: applicationId })
    .orderBy([{ column: 'attached_at', order: 'desc' }, { column: 'document_id' }]);
  return rows.map((row) => ({
    documentId: row.document_id,
    kind: row.kind,
    fileName: row.file_name,
    mediaType: row.media_type,
    formCode: row.form_code,
    attachedAt: new Date(row.attached_at),
    replacedAt: row.replaced_at === null ? null : new Date(row.replaced_at),
  }));
}

interface DocumentRow {
  application_id: number;
  document_id: string;
  kind: ApplicationDocument['kind'];
  file_name: string;
  media_type: string;
  form_code: ScanMatch | null;
  attached_at: string;
  replaced_at: string | null;
}
