import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import type { ActedBy } from '../../accounts/index.js';
import { appendAudit } from '../../audit/index.js';
import { type Database, inTransaction, isDuplicate } from '../../database/index.js';
import { findDocument, recordDocument } from '../../documents/index.js';
import { enqueueJob } from '../../jobs/index.js';
import type { Language } from '../../locales/index.js';
import { Problem } from '../../problems/index.js';
import { drawNumber } from '../../reference-numbers/index.js';
import { type Correction, rootOf } from '../corrections/correction.js';
import { fairGroupOf, ownerOf } from '../intake/outcomes.js';
import { noteMapping } from '../mappings/mapping-store.js';
import type { ExamKind } from '../schema/kinds.js';
import type { ReportServices } from '../services.js';
import type { UploadedFile } from './read-upload.js';
import { findByClaim, findSubmission, insertSubmission } from './store.js';
import type { Submission, SubmissionCard } from './submission.js';

/** A file that somebody reports. */
export interface SubmissionRequest {
  readonly kind: ExamKind;
  readonly file: UploadedFile;
  readonly institutionId: number;
  readonly accountId: number;
  readonly card: SubmissionCard;
  readonly language: Language;
  /** The Idempotency-Key of the request. */
  readonly key: string | null;
  /** When it corrects or withdraws what was reported. */
  readonly correction?: Correction | undefined;
  readonly by: ActedBy;
}

/**
 * Makes a submission of a file that has arrived. The same file of the same institution, or the same Idempotency-Key of the
 * same account, gives the submission that was made first; of two at once, one is made. The file of one that was refused,
 * cancelled or has lapsed makes a new one.
 *
 * @throws Problem ERR_UPLOAD_KEY_REUSED when the key was used for another file
 */
export async function submit(services: ReportServices, request: SubmissionRequest): Promise<Submission> {
  const { document } = request.file;
  try {
    const submission = await findOrMake(services, request, claimsOf(request));
    if (submission.file.documentId === document.id) services.wakeJobs();
    else await services.documents.remove(document.id);
    return submission;
  } catch (error) {
    // An error at the commit does not tell whether it happened; only a file that nothing refers to may go.
    if (!(await isReferredTo(services.db, document.id))) await services.documents.remove(document.id);
    throw error;
  }
}

interface Claims {
  readonly file: Buffer;
  readonly key: Buffer | null;
}

/** What may be there once only. */
function claimsOf({ institutionId, accountId, kind, file, key, correction }: SubmissionRequest): Claims {
  const digest = (...parts: readonly string[]) => createHash('sha256').update(parts.join('\0')).digest();
  return {
    file: digest(
      'file',
      String(institutionId),
      kind,
      file.document.sha256.toString('hex'),
      ...(correction === undefined ? [] : [correction.purpose, String(rootOf(correction.corrects))]),
    ),
    key: key === null ? null : digest('key', String(accountId), key),
  };
}

async function findOrMake(
  services: ReportServices,
  request: SubmissionRequest,
  claims: Claims,
): Promise<Submission> {
  for (let attempt = 1; ; attempt += 1) {
    const earlier = await findEarlier(services.db, request, claims);
    if (earlier !== undefined) return earlier;
    try {
      return await inTransaction(services.db, (trx) => make(trx, services, request, claims));
    } catch (error) {
      // Somebody else was faster with the claim, or, once in a blue moon, the number is taken.
      if (!isDuplicate(error) || attempt === mostAttempts) throw error;
    }
  }
}

const mostAttempts = 5;

async function findEarlier(
  db: Database,
  { kind, file, correction }: SubmissionRequest,
  claims: Claims,
): Promise<Submission | undefined> {
  const byKey = claims.key === null ? undefined : await findByClaim(db, { key_claim: claims.key });
  if (byKey === undefined) return findByClaim(db, { file_claim: claims.file });
  const isSame = byKey.kind === kind && byKey.purpose === (correction?.purpose ?? 'report');
  if (!isSame || !byKey.file.sha256.equals(file.document.sha256)) {
    throw new Problem('ERR_UPLOAD_KEY_REUSED', { params: { submission: byKey.number } });
  }
  return byKey;
}

async function make(
  trx: Knex.Transaction,
  { clock, randomBytes }: ReportServices,
  request: SubmissionRequest,
  claims: Claims,
): Promise<Submission> {
  const at = clock();
  const { document, name } = request.file;
  const number = drawNumber('S', at, randomBytes);
  const id = await insertSubmission(trx, {
    ...request,
    number,
    file: { name, size: document.size, sha256: document.sha256 },
    documentId: document.id,
    fileClaim: claims.file,
    keyClaim: claims.key,
    purpose: request.correction?.purpose ?? 'report',
    correctsId: request.correction === undefined ? null : rootOf(request.correction.corrects),
    reason: request.correction?.reason ?? null,
    at,
  });
  await noteMapping(trx, id, request);
  await recordDocument(trx, document, { owner: ownerOf({ number }), at });
  await enqueueJob(trx, {
    kind: 'submission.process',
    subject: number,
    fairGroup: fairGroupOf(request.institutionId),
    weight: document.size,
    at,
  });
  await appendAudit(trx, {
    ...request.by,
    at,
    action: 'submission.receive',
    target: { kind: 'submission', reference: number },
    outcome: 'done',
    detail: {
      kind: request.kind,
      size: document.size,
      sha256: document.sha256.toString('hex'),
      ...auditedCorrection(request),
    },
    // In the reporter's own words, which may name a worker: it can go with the records.
    ...(request.correction !== undefined && { personal: { reason: request.correction.reason } }),
  });
  const made = await findSubmission(trx, number);
  if (made === undefined) throw new TypeError('The submission just written is not there.');
  return made;
}

function auditedCorrection({ correction }: SubmissionRequest) {
  if (correction === undefined) return {};
  const { purpose, corrects } = correction;
  return { purpose, corrects: corrects.number };
}

async function isReferredTo(db: Database, documentId: string): Promise<boolean> {
  try {
    return (await findDocument(db, documentId)) !== undefined;
  } catch {
    // When the database cannot be asked, the file stays: an orphan is harmless, a missing file is not.
    return true;
  }
}
