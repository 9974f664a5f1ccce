import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import type { ActedBy } from '../../accounts/index.js';
import { appendAudit } from '../../audit/index.js';
import { addMinutes } from '../../clock.js';
import { inTransaction, isDuplicate } from '../../database/index.js';
import { lockInstitution } from '../../institutions/index.js';
import { Problem } from '../../problems/index.js';
import { type ReportLimits, type ReportServices, reportLimits } from '../services.js';
import { removeUpload } from './remove-upload.js';
import { findOwnUpload, findUploadByClaim, insertUpload, measureUnfinished, renewUpload } from './store.js';
import type { Upload } from './upload.js';

/** What somebody begins to upload. */
export type UploadOrder = Pick<
  Upload,
  | 'institutionId'
  | 'accountId'
  | 'kind'
  | 'purpose'
  | 'correctsNumber'
  | 'reason'
  | 'fileName'
  | 'size'
  | 'sha256'
> & { readonly by: ActedBy };

/**
 * Begins an upload. The same file of the same account, told by its SHA-256, gives the upload that was begun before and is
 * not finished: after a reload, or from another browser, it goes on where it was.
 *
 * @throws Problem ERR_UPLOADS_FULL when the institution has too many, or too much, unfinished
 */
export async function beginUpload(services: ReportServices, order: UploadOrder): Promise<Upload> {
  const claim = claimOf(order);
  for (let attempt = 1; ; attempt += 1) {
    const earlier = claim === null ? undefined : await goOn(services, order, claim);
    if (earlier !== undefined) return earlier;
    try {
      return await inTransaction(services.db, (trx) => make(trx, services, order, claim));
    } catch (error) {
      // Somebody else was faster with the claim.
      if (!isDuplicate(error) || attempt === mostAttempts) throw error;
    }
  }
}

/** When an upload with which nothing happens from now on is removed. */
export function expiryFrom(at: Date, { uploadHours }: Pick<ReportLimits, 'uploadHours'>): Date {
  return addMinutes(at, uploadHours * 60);
}

const mostAttempts = 3;

function claimOf({ accountId, institutionId, kind, purpose, correctsNumber, size, sha256 }: UploadOrder) {
  if (sha256 === null) return null;
  const parts = [institutionId, accountId, kind, purpose, correctsNumber ?? '', size, sha256.toString('hex')];
  return createHash('sha256')
    .update(['upload', ...parts].join('\0'))
    .digest();
}

async function goOn(
  services: ReportServices,
  { fileName, reason }: UploadOrder,
  claim: Buffer,
): Promise<Upload | undefined> {
  const { db, clock, limits = reportLimits } = services;
  const earlier = await findUploadByClaim(db, claim);
  if (earlier === undefined) return undefined;
  const at = clock();
  if (earlier.expiresAt <= at) {
    await removeUpload(services, earlier, { action: 'upload.expire', by: null });
    return undefined;
  }
  const renewed = { fileName, reason, expiresAt: expiryFrom(at, limits) };
  await renewUpload(db, earlier.id, renewed);
  return { ...earlier, ...renewed };
}

async function make(
  trx: Knex.Transaction,
  { clock, randomBytes, limits = reportLimits }: ReportServices,
  { by, ...order }: UploadOrder,
  claim: Buffer | null,
): Promise<Upload> {
  const at = clock();
  await requireRoom(trx, order, limits, at);
  const id = randomBytes(16).toString('hex');
  await insertUpload(trx, { ...order, id, claim, createdAt: at, expiresAt: expiryFrom(at, limits) });
  await appendAudit(trx, {
    ...by,
    at,
    action: 'upload.begin',
    target: { kind: 'upload', reference: id },
    outcome: 'done',
    detail: { kind: order.kind, purpose: order.purpose, size: order.size },
  });
  const { accountId, institutionId } = order;
  const made = await findOwnUpload(trx, id, { accountId, institutionId, at });
  if (made === undefined) throw new TypeError('The upload just written is not there.');
  return made;
}

/** The institution's row is locked: of two uploads at once, the second counts the first. */
async function requireRoom(
  trx: Knex.Transaction,
  { institutionId, size }: Pick<Upload, 'institutionId' | 'size'>,
  { unfinishedUploads, unfinishedBytes }: ReportLimits,
  at: Date,
): Promise<void> {
  await lockInstitution(trx, institutionId);
  const { count, bytes } = await measureUnfinished(trx, institutionId, at);
  if (count < unfinishedUploads && bytes + size <= unfinishedBytes) return;
  const params = { count: unfinishedUploads, megabytes: Math.floor(unfinishedBytes / 1_000_000) };
  throw new Problem('ERR_UPLOADS_FULL', { params });
}
