import type { Request } from 'express';
import { actedBy, findSessionCard } from '../../accounts/index.js';
import { taipeiDate } from '../../clock.js';
import { documentsFrom } from '../../documents/index.js';
import { findInstitution, requireRecognition } from '../../institutions/index.js';
import { Problem } from '../../problems/index.js';
import { type Actor, actorOf, idempotencyKeyOf, requireStillSignedIn, visitOf } from '../../web/index.js';
import type { Correction } from '../corrections/correction.js';
import { type ExamKind, examKinds, isExamKind } from '../schema/kinds.js';
import { type ReportServices, reportLimits } from '../services.js';
import type { UploadedFile, UploadOptions } from './read-upload.js';
import type { Submission, SubmissionCard } from './submission.js';
import { submit } from './submit.js';

/** Takes the file of a request out of its body; `requireKind` is called with what names the kind before the file is read. */
export type ReadFile = (
  options: UploadOptions,
  requireKind: (text: string | undefined) => ExamKind,
) => Promise<ReadUpload>;

/** What a request sent. */
export interface ReadUpload {
  readonly kind: ExamKind;
  readonly file: UploadedFile;
  /** When it corrects or withdraws what was accepted. */
  readonly correction?: Correction | undefined;
  /** Stands for the Idempotency-Key that the request does not have. */
  readonly key?: string;
}

/**
 * Takes in the file of a request: checks who reports before a byte is read, reads it, checks again, makes the submission.
 *
 * @throws Problem
 */
export async function receive(
  services: ReportServices,
  request: Request,
  read: ReadFile,
): Promise<Submission> {
  const key = idempotencyKeyOf(request);
  const card = await cardOf(services, request);
  const { institution, upload } = await takeFile(services, request, read);
  return submit(services, {
    kind: upload.kind,
    file: upload.file,
    institutionId: institution.id,
    accountId: actorOf(request).accountId,
    card,
    language: visitOf(request).language,
    key: upload.key ?? key,
    correction: upload.correction,
    by: actedBy(request),
  });
}

/**
 * Reads the file of a request, whoever it is for: who sends it and for which kind is checked before a byte is read, and who
 * sends it again after the last one.
 *
 * @throws Problem; nothing of the file is left then
 */
export async function takeFile(
  services: ReportServices,
  request: Request,
  read: ReadFile,
): Promise<{ readonly institution: Institution; readonly upload: ReadUpload }> {
  const { institution } = actorOf(request);
  if (institution === null) throw new Problem('ERR_NOT_ALLOWED');
  const limitBytes = (services.limits ?? reportLimits).fileBytes;
  const requireKind = await kindsOf(services, institution);
  const documents = documentsFrom(services.documents, actedBy(request));
  const upload = await read({ documents, limitBytes }, requireKind);
  await requireStillSignedIn(request).catch(async (error: unknown) => {
    await services.documents.remove(upload.file.document.id);
    throw error;
  });
  return { institution, upload };
}

/** A check of the kind that a request names: it must be one of ours, and the institution recognised for it today. */
export async function kindsOf(
  { db, clock }: ReportServices,
  { code, name }: Institution,
): Promise<(text: string | undefined) => ExamKind> {
  const stored = await findInstitution(db, code);
  const today = taipeiDate(clock());
  return (text) => {
    if (!isExamKind(text)) throw unknownKind();
    requireRecognition({ name, recognitions: stored?.recognitions ?? [] }, text, today);
    return text;
  };
}

type Institution = NonNullable<Actor['institution']>;

function unknownKind(): Problem {
  const params = { kinds: examKinds.join(', ') };
  return new Problem('ERR_FIELDS', { fields: [{ field: 'kind', code: 'ERR_UPLOAD_KIND_UNKNOWN', params }] });
}

/** Nobody reports without having logged in with a card. */
export async function cardOf({ db }: Pick<ReportServices, 'db'>, request: Request): Promise<SubmissionCard> {
  const { session } = visitOf(request);
  const card = session === undefined ? null : await findSessionCard(db, session.id);
  const profile = cardProfiles.find((known) => known === card?.profile);
  if (card === null || profile === undefined) {
    throw new TypeError('A reporter’s session was signed in with a card.');
  }
  return { profile, fingerprint: card.fingerprint };
}

const cardProfiles = ['citizen', 'medical'] as const;
