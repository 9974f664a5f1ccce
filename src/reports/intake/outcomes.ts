import type { Knex } from 'knex';
import { type AccountWithRanges, findAccount } from '../../accounts/index.js';
import { type AuditEvent, appendAudit } from '../../audit/index.js';
import { toStoredTime } from '../../clock.js';
import { forgetDocuments, recordDocument, type StoredDocument } from '../../documents/index.js';
import { enqueueJob } from '../../jobs/index.js';
import { enqueueMail } from '../../mail/index.js';
import { describeCorrected } from '../corrections/describe-corrected.js';
import type { RowsPolicy } from '../policies/rows-policy.js';
import { issueReceipt } from '../receipts/issue-receipt.js';
import { addAcceptance } from '../records/acceptances.js';
import type { SubmissionJobServices } from '../services.js';
import { moveSubmission, releaseCorrectedFiles, type SubmissionChange } from '../submissions/store.js';
import type { Submission, SubmissionCounts } from '../submissions/submission.js';
import type { Judgement } from './judgement.js';

/** Which part of a judgement its outcome needs. */
export type Judged = Pick<Judgement, 'counts' | 'encoding' | 'stop' | 'findings' | 'judgedAgainst'> & {
  /** By which it was judged. */
  readonly rowsPolicy: RowsPolicy;
  /** Undefined when the report that is kept already stays. */
  readonly sealedReport?: Uint8Array | null;
};

/** A submission in the hands of a job, and the moment. */
export interface Case {
  readonly submission: Submission;
  /** The run that must still hold the submission; undefined after the reporter confirmed it. */
  readonly run: string | undefined;
  readonly at: Date;
}

/*
 * Each of these takes place in the transaction that ends the job, and gives false when the submission was cancelled or
 * taken over in the meantime.
 */

/** Takes the records in. The institution's acceptances are locked by the caller, who counted `acceptedBefore`. */
export async function accept(
  trx: Knex.Transaction,
  services: SubmissionJobServices,
  { submission, run, at }: Case,
  judged: Judged,
  acceptedBefore: number,
): Promise<boolean> {
  const account = await reporterOf(trx, submission);
  const acceptance = await addAcceptance(trx, submission.institutionId, acceptedBefore);
  const change = { ...describe(judged, at), acceptance, endedAt: at };
  if (!(await moveSubmission(trx, submission.id, 'accepted', change, run))) return false;
  if (submission.correctsId !== null) {
    await releaseCorrectedFiles(trx, submission.correctsId, submission.id);
  }
  await keepFindings(trx, submission, judged, at);
  const corrects = await describeCorrected(trx, submission);
  const receipt = await issueReceipt(trx, services, { submission, counts: judged.counts, account, at });
  await enqueueMail(trx, {
    ...addressed(submission, account, at),
    event: 'submission-accepted',
    params: {
      ...paramsOf(submission, account),
      ...rowsForMail(judged),
      receipt,
      ...(corrects !== undefined && { corrects }),
      acceptedAt: toStoredTime(at),
    },
  });
  await audit(trx, submission, at, {
    action: 'submission.accept',
    outcome: 'done',
    detail: { ...judged.counts, sha256: submission.file.sha256.toString('hex'), receipt },
  });
  return true;
}

/** Refuses the whole file: cells must be mended, or it could not be read at all. */
export async function refuse(
  trx: Knex.Transaction,
  { submission, run, at }: Case,
  judged: Judged,
): Promise<boolean> {
  const account = await reporterOf(trx, submission);
  const change: SubmissionChange = { ...describe(judged, at), endedAt: at, releaseFile: true };
  if (!(await moveSubmission(trx, submission.id, 'refused', change, run))) return false;
  await keepFindings(trx, submission, judged, at);
  await enqueueDiscard(trx, submission, at);
  await tellRefused(trx, submission, account, judged, at);
  await audit(trx, submission, at, {
    action: 'submission.refuse',
    outcome: 'refused',
    detail: { ...judged.counts, stop: judged.stop?.code ?? null },
  });
  return true;
}

/** Leaves it to the reporter, for a time. */
export async function awaitConfirmation(
  trx: Knex.Transaction,
  { submission, run, at }: Case,
  judged: Judged,
  lapsesAt: Date,
): Promise<boolean> {
  const account = await reporterOf(trx, submission);
  const change = { ...describe(judged, at), lapsesAt };
  if (!(await moveSubmission(trx, submission.id, 'awaiting-confirmation', change, run))) return false;
  await keepFindings(trx, submission, judged, at);
  await enqueueLapse(trx, submission, lapsesAt, at);
  await enqueueMail(trx, {
    ...addressed(submission, account, at),
    event: 'submission-awaiting',
    params: {
      ...paramsOf(submission, account),
      ...rowsForMail(judged),
      warnings: judged.counts.confirmable,
      confirmUntil: toStoredTime(lapsesAt),
    },
  });
  await audit(trx, submission, at, {
    action: 'submission.await',
    outcome: 'done',
    detail: { ...judged.counts, lapsesAt: toStoredTime(lapsesAt) },
  });
  return true;
}

/** Leaves it until somebody has signed the file, for a time. */
export async function awaitSignature(
  trx: Knex.Transaction,
  { submission, run, at }: Case,
  judged: Judged,
  lapsesAt: Date,
): Promise<boolean> {
  const account = await reporterOf(trx, submission);
  const change = { ...describe(judged, at), lapsesAt };
  if (!(await moveSubmission(trx, submission.id, 'awaiting-signature', change, run))) return false;
  await enqueueLapse(trx, submission, lapsesAt, at);
  await enqueueMail(trx, {
    ...addressed(submission, account, at),
    event: 'submission-awaiting-signature',
    params: {
      ...paramsOf(submission, account),
      ...rowsForMail(judged),
      signUntil: toStoredTime(lapsesAt),
    },
  });
  await audit(trx, submission, at, {
    action: 'submission.await-signature',
    outcome: 'done',
    detail: { ...judged.counts, lapsesAt: toStoredTime(lapsesAt) },
  });
  return true;
}

function enqueueLapse(trx: Knex.Transaction, { number }: Submission, dueAt: Date, at: Date): Promise<void> {
  return enqueueJob(trx, { kind: 'submission.lapse', subject: number, at, dueAt });
}

/**
 * Has the file judged once more: rows of it were accepted from another submission in the meantime, and the rest may be
 * accepted. To be called when the present job has ended.
 */
export async function judgeAgain(trx: Knex.Transaction, { submission, run, at }: Case): Promise<boolean> {
  const { id, number, institutionId, file } = submission;
  const change = { run: null, counts: null, findingsDocumentId: null };
  if (!(await moveSubmission(trx, id, 'received', change, run))) return false;
  if (file.findingsDocumentId !== null) await forgetDocuments(trx, [file.findingsDocumentId]);
  await trx('submission_findings').where({ submission_id: id }).delete();
  const fairGroup = fairGroupOf(institutionId);
  await enqueueJob(trx, { kind: 'submission.process', subject: number, fairGroup, weight: file.size, at });
  await audit(trx, submission, at, { action: 'submission.judge-again', outcome: 'done' });
  return true;
}

/** Has what a submission that was not accepted leaves behind removed, by a job. */
export function enqueueDiscard(trx: Knex.Transaction, submission: Submission, at: Date): Promise<void> {
  return enqueueJob(trx, {
    kind: 'submission.discard',
    subject: submission.number,
    fairGroup: fairGroupOf(submission.institutionId),
    weight: submission.file.size,
    at,
  });
}

/** Institutions take turns. */
export function fairGroupOf(institutionId: number): string {
  return `institution:${institutionId}`;
}

function describe({ rowsPolicy, counts, encoding, stop, findings, judgedAgainst }: Judged, at: Date) {
  return {
    run: null,
    rowsPolicy,
    counts,
    encoding,
    stop,
    judgedAgainst,
    judgedAt: at,
    ...(findings === null ? {} : { findingsDocumentId: findings.id }),
  };
}

async function reporterOf(trx: Knex.Transaction, submission: Submission): Promise<AccountWithRanges> {
  const account = await findAccount(trx, submission.accountId);
  if (account === undefined) throw new TypeError('A submission belongs to an account.');
  return account;
}

async function keepFindings(
  trx: Knex.Transaction,
  submission: Submission,
  { sealedReport, findings }: Judged,
  at: Date,
): Promise<void> {
  if (sealedReport) {
    await trx('submission_findings')
      .insert({ submission_id: submission.id, sealed: Buffer.from(sealedReport) })
      .onConflict('submission_id')
      .merge();
  }
  if (findings !== null) await recordDocument(trx, withBuffer(findings), { owner: ownerOf(submission), at });
}

/** A Buffer that was posted between threads arrives as a plain Uint8Array. */
function withBuffer(document: StoredDocument): StoredDocument {
  return { ...document, sha256: Buffer.from(document.sha256) };
}

/** How the table of documents names a submission. */
export function ownerOf({ number }: Pick<Submission, 'number'>): string {
  return `submission:${number}`;
}

function addressed({ language }: Submission, { email }: AccountWithRanges, at: Date) {
  return { to: email, language, at };
}

/** What every mail about a submission says. */
function paramsOf({ number, file }: Submission, { institution }: AccountWithRanges) {
  return {
    institutionName: institution?.name ?? '',
    submission: number,
    fileName: file.name,
    path: `/submissions/${number}`,
  };
}

/** Rows that are or would be stored, and those that are not. */
function rowsForMail({ counts }: Judged) {
  const { good: rows, rowsWithErrors: refused } = counts;
  return { rows, ...(refused > 0 && { refused }) };
}

async function tellRefused(
  trx: Knex.Transaction,
  submission: Submission,
  account: AccountWithRanges,
  { counts, stop }: { readonly counts: SubmissionCounts; readonly stop: Judged['stop'] },
  at: Date,
): Promise<void> {
  const common = { ...paramsOf(submission, account), refusedAt: toStoredTime(at) };
  const mail = addressed(submission, account, at);
  if (stop !== null) {
    await enqueueMail(trx, { ...mail, event: 'submission-stopped', params: common });
    return;
  }
  const { rows, rowsWithErrors, errors, warnings } = counts;
  await enqueueMail(trx, {
    ...mail,
    event: 'submission-refused',
    params: { ...common, rows, errorRows: rowsWithErrors, errors, warnings },
  });
}

/** The gateway itself decides; the reporter sent the file, which another entry tells. */
async function audit(
  trx: Knex.Transaction,
  { number }: Submission,
  at: Date,
  event: Pick<AuditEvent, 'action' | 'outcome' | 'detail'>,
): Promise<void> {
  const target = { kind: 'submission', reference: number };
  await appendAudit(trx, { ...event, at, actor: null, address: null, target, reference: null });
}
