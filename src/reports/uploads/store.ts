import type { Knex } from 'knex';
import { toStoredTime } from '../../clock.js';
import type { Database } from '../../database/index.js';
import { forgetDocuments } from '../../documents/index.js';
import type { Upload } from './upload.js';

export interface NewUpload extends Omit<Upload, 'received' | 'submission'> {
  readonly claim: Buffer | null;
  readonly createdAt: Date;
}

/** @throws the driver's duplicate error when the claim is taken */
export async function insertUpload(trx: Knex.Transaction, fresh: NewUpload): Promise<void> {
  await trx('resumable_uploads').insert({
    id: fresh.id,
    institution_id: fresh.institutionId,
    account_id: fresh.accountId,
    kind: fresh.kind,
    purpose: fresh.purpose,
    corrects_number: fresh.correctsNumber,
    reason: fresh.reason,
    file_name: fresh.fileName,
    file_size: fresh.size,
    file_sha256: fresh.sha256,
    claim: fresh.claim,
    created_at: toStoredTime(fresh.createdAt),
    expires_at: toStoredTime(fresh.expiresAt),
  });
}

/** An upload of this account, unless its time is over. */
export async function findOwnUpload(
  db: Database,
  id: string,
  { accountId, institutionId, at }: { accountId: number; institutionId: number; at: Date },
): Promise<Upload | undefined> {
  const row = await db('resumable_uploads')
    .where({ id, account_id: accountId, institution_id: institutionId })
    .where('expires_at', '>', toStoredTime(at))
    .first<UploadRow | undefined>();
  return row === undefined ? undefined : toUpload(row);
}

/** The upload that holds a claim on a file, also when its time is over. */
export async function findUploadByClaim(db: Database, claim: Buffer): Promise<Upload | undefined> {
  const row = await db('resumable_uploads').where({ claim }).first<UploadRow | undefined>();
  return row === undefined ? undefined : toUpload(row);
}

/** What an account has not finished, the oldest first. */
export async function listUnfinished(db: Database, accountId: number, at: Date): Promise<readonly Upload[]> {
  const rows: readonly UploadRow[] = await db('resumable_uploads')
    .where({ account_id: accountId, submission_number: null })
    .where('expires_at', '>', toStoredTime(at))
    .orderBy('created_at');
  return rows.map(toUpload);
}

/** How many uploads an institution has not finished, and the bytes of their files. */
export async function measureUnfinished(
  db: Database,
  institutionId: number,
  at: Date,
): Promise<{ readonly count: number; readonly bytes: number }> {
  const row = await db('resumable_uploads')
    .where({ institution_id: institutionId, submission_number: null })
    .where('expires_at', '>', toStoredTime(at))
    .count({ count: '*' })
    .sum({ bytes: 'file_size' })
    .first();
  return { count: Number(row?.count ?? 0), bytes: Number(row?.bytes ?? 0) };
}

/** The first few whose time is over. */
export async function listExpired(db: Database, at: Date): Promise<readonly Upload[]> {
  const rows: readonly UploadRow[] = await db('resumable_uploads')
    .where('expires_at', '<=', toStoredTime(at))
    .orderBy('expires_at')
    .limit(100);
  return rows.map(toUpload);
}

/** The sender goes on with it under another name or for another reason. */
export async function renewUpload(
  db: Database,
  id: string,
  { fileName, reason, expiresAt }: Pick<Upload, 'fileName' | 'reason' | 'expiresAt'>,
): Promise<void> {
  await db('resumable_uploads')
    .where({ id })
    .update({ file_name: fileName, reason, expires_at: toStoredTime(expiresAt) });
}

/**
 * Notes a part that is stored, if it begins where the upload stands.
 *
 * @returns whether it does; of two parts at once it is true for one
 */
export async function addPart(
  trx: Knex.Transaction,
  id: string,
  part: { readonly beginsAt: number; readonly size: number; readonly documentId: string },
  expiresAt: Date,
): Promise<boolean> {
  const moved = await trx('resumable_uploads')
    .where({ id, received: part.beginsAt, submission_number: null })
    .update({ received: part.beginsAt + part.size, expires_at: toStoredTime(expiresAt) });
  if (moved !== 1) return false;
  await trx('resumable_upload_parts').insert({
    upload_id: id,
    begins_at: part.beginsAt,
    document_id: part.documentId,
  });
  return true;
}

/** The documents of an upload's parts, in order. */
export function listParts(db: Database, id: string): Promise<readonly string[]> {
  return db('resumable_upload_parts').where({ upload_id: id }).orderBy('begins_at').pluck('document_id');
}

/** Notes the submission that came of an upload. Its parts must have been forgotten. */
export async function noteSubmission(trx: Knex.Transaction, id: string, submission: string): Promise<void> {
  await trx('resumable_uploads').where({ id }).update({ submission_number: submission, claim: null });
}

/** Forgets the parts of an upload; gives the documents whose files may go when this is committed. */
export async function forgetParts(trx: Knex.Transaction, id: string): Promise<readonly string[]> {
  const documents = await listParts(trx, id);
  await trx('resumable_upload_parts').where({ upload_id: id }).delete();
  await forgetDocuments(trx, documents);
  return documents;
}

/** @returns whether it was there */
export async function deleteUpload(trx: Knex.Transaction, id: string): Promise<boolean> {
  return (await trx('resumable_uploads').where({ id }).delete()) === 1;
}

interface UploadRow {
  id: string;
  institution_id: number;
  account_id: number;
  kind: Upload['kind'];
  purpose: Upload['purpose'];
  corrects_number: string | null;
  reason: string | null;
  file_name: string;
  file_size: number | string;
  file_sha256: Buffer | null;
  received: number | string;
  submission_number: string | null;
  expires_at: string;
}

function toUpload(row: UploadRow): Upload {
  return {
    id: row.id,
    institutionId: Number(row.institution_id),
    accountId: Number(row.account_id),
    kind: row.kind,
    purpose: row.purpose,
    correctsNumber: row.corrects_number,
    reason: row.reason,
    fileName: row.file_name,
    size: Number(row.file_size),
    sha256: row.file_sha256,
    received: Number(row.received),
    submission: row.submission_number,
    expiresAt: new Date(row.expires_at),
  };
}
