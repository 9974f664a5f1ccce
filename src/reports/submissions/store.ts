import type { Knex } from 'knex';
import { toStoredTime } from '../../clock.js';
import type { Database } from '../../database/index.js';
import type { Language } from '../../locales/languages.js';
import type { RowsPolicy } from '../policies/rows-policy.js';
import type { ExamKind } from '../schema/kinds.js';
import type { Purpose } from './purpose.js';
import { type SubmissionState, statesBefore } from './states.js';
import type { Submission, SubmissionCard, SubmissionCounts, SubmissionStop } from './submission.js';

/** A submission as it comes in. */
export interface NewSubmission {
  readonly number: string;
  readonly institutionId: number;
  readonly accountId: number;
  readonly kind: ExamKind;
  readonly language: Language;
  readonly card: SubmissionCard;
  readonly file: { readonly name: string; readonly size: number; readonly sha256: Buffer };
  readonly documentId: string;
  readonly fileClaim: Buffer;
  readonly keyClaim: Buffer | null;
  readonly purpose: Purpose;
  readonly correctsId: number | null;
  readonly reason: string | null;
  readonly at: Date;
}

/**
 * Writes a submission in state `received`; gives its id.
 *
 * @throws the driver's duplicate error when the number, the file's claim or the key's claim is taken
 */
export async function insertSubmission(trx: Knex.Transaction, fresh: NewSubmission): Promise<number> {
  const [id] = await trx('submissions').insert({
    number: fresh.number,
    institution_id: fresh.institutionId,
    account_id: fresh.accountId,
    kind: fresh.kind,
    state: 'received',
    language: fresh.language,
    card_profile: fresh.card.profile,
    card_fingerprint: fresh.card.fingerprint,
    file_name: fresh.file.name,
    file_size: fresh.file.size,
    file_sha256: fresh.file.sha256,
    document_id: fresh.documentId,
    file_claim: fresh.fileClaim,
    key_claim: fresh.keyClaim,
    purpose: fresh.purpose,
    corrects_id: fresh.correctsId,
    reason: fresh.reason,
    received_at: toStoredTime(fresh.at),
  });
  if (id === undefined) throw new TypeError('The database gave no id.');
  return Number(id);
}

/** The submission with a number. */
export function findSubmission(db: Database, number: string): Promise<Submission | undefined> {
  return findBy(db, { number });
}

/** The submission with a number, if it is this institution's. */
export function findOwnSubmission(
  db: Database,
  number: string,
  institutionId: number,
): Promise<Submission | undefined> {
  return findBy(db, { number, institution_id: institutionId });
}

/** A submission as it stands, and nobody else moves it until the transaction ends. */
export async function lockSubmission(trx: Knex.Transaction, id: number): Promise<Submission> {
  const row = await trx('submissions').where({ id }).forUpdate().first<SubmissionRow | undefined>();
  if (row === undefined) throw new TypeError('The submission to lock is not there.');
  return toSubmission(row);
}

/** The submission that holds a claim on a file, or that was made under an Idempotency-Key. */
export function findByClaim(
  db: Database,
  claim: { readonly file_claim: Buffer } | { readonly key_claim: Buffer },
): Promise<Submission | undefined> {
  return findBy(db, claim);
}

async function findBy(
  db: Database,
  where: Readonly<Record<string, unknown>>,
): Promise<Submission | undefined> {
  const row = await db('submissions').where(where).first<SubmissionRow | undefined>();
  return row === undefined ? undefined : toSubmission(row);
}

/** What may change together with the state. */
export interface SubmissionChange {
  readonly run?: string | null;
  readonly progress?: { readonly bytes: number; readonly rows: number };
  readonly rowsPolicy?: RowsPolicy;
  readonly counts?: SubmissionCounts | null;
  readonly encoding?: string | null;
  readonly stop?: SubmissionStop | null;
  readonly findingsDocumentId?: string | null;
  readonly judgedAgainst?: number;
  readonly acceptance?: number;
  readonly judgedAt?: Date;
  readonly lapsesAt?: Date;
  readonly endedAt?: Date;
  /** Lets the same file be sent again. */
  readonly releaseFile?: true;
}

/**
 * Moves a submission to another state, if it is in one from which the table of transitions allows it.
 *
 * @param run only if this run (a job's lease) holds it
 * @returns whether it moved; false when somebody else was faster
 */
export async function moveSubmission(
  trx: Database,
  id: number,
  to: SubmissionState,
  change: SubmissionChange,
  run?: string,
): Promise<boolean> {
  const moved = await trx('submissions')
    .where({ id, ...(run === undefined ? {} : { run }) })
    .whereIn('state', [...statesBefore(to)])
    .update({ state: to, ...toColumns(change) });
  return moved === 1;
}

/** Notes how far a run has come; false when the run does not hold the submission any more. */
export async function noteProgress(
  db: Database,
  id: number,
  run: string,
  progress: { readonly bytes: number; readonly rows: number },
): Promise<boolean> {
  const noted = await db('submissions')
    .where({ id, run, state: 'processing' })
    .update({ progress_bytes: progress.bytes, progress_rows: progress.rows });
  return noted === 1;
}

/**
 * Lets the files be sent again that a correction or withdrawal has overtaken: what they say is on record no more.
 *
 * @param rootId the submission that reported first
 */
export async function releaseCorrectedFiles(trx: Database, rootId: number, exceptId: number): Promise<void> {
  await trx('submissions')
    .where((first) => first.where({ id: rootId }).orWhere({ corrects_id: rootId }))
    .where({ state: 'accepted' })
    .whereNot({ id: exceptId })
    .update({ file_claim: null });
}

/** Forgets the uploaded file of a submission that was not accepted. */
export async function forgetDocument(db: Database, id: number): Promise<void> {
  await db('submissions').where({ id }).update({ document_id: null });
}

export interface SubmissionRow {
  id: number;
  number: string;
  institution_id: number;
  account_id: number;
  kind: ExamKind;
  purpose: Purpose;
  corrects_id: number | null;
  reason: string | null;
  state: SubmissionState;
  language: Language;
  card_profile: SubmissionCard['profile'];
  card_fingerprint: string;
  file_name: string;
  file_size: number;
  file_sha256: Buffer;
  document_id: string | null;
  findings_document_id: string | null;
  progress_bytes: number;
  progress_rows: number;
  encoding: Submission['encoding'];
  row_count: number | null;
  good_count: number | null;
  error_count: number | null;
  error_row_count: number | null;
  warning_count: number | null;
  confirmable_count: number | null;
  rows_policy: RowsPolicy;
  stop_code: string | null;
  stop_params: string | null;
  judged_against: number | null;
  received_at: string;
  judged_at: string | null;
  lapses_at: string | null;
  ended_at: string | null;
}

/** A stored row as the rest of the feature knows it. */
export function toSubmission(row: SubmissionRow): Submission {
  return {
    id: Number(row.id),
    number: row.number,
    institutionId: Number(row.institution_id),
    accountId: Number(row.account_id),
    kind: row.kind,
    purpose: row.purpose,
    correctsId: row.corrects_id === null ? null : Number(row.corrects_id),
    reason: row.reason,
    state: row.state,
    language: row.language,
    card: { profile: row.card_profile, fingerprint: row.card_fingerprint },
    file: {
      name: row.file_name,
      size: Number(row.file_size),
      sha256: row.file_sha256,
      documentId: row.document_id,
      findingsDocumentId: row.findings_document_id,
    },
    progress: { bytes: Number(row.progress_bytes), rows: row.progress_rows },
    rowsPolicy: row.rows_policy,
    counts: toCounts(row),
    encoding: row.encoding,
    stop:
      row.stop_code === null ? null : { code: row.stop_code, params: JSON.parse(row.stop_params ?? '{}') },
    judgedAgainst: row.judged_against,
    receivedAt: new Date(row.received_at),
    judgedAt: toMoment(row.judged_at),
    lapsesAt: toMoment(row.lapses_at),
    endedAt: toMoment(row.ended_at),
  };
}

function toCounts(row: SubmissionRow): SubmissionCounts | null {
  if (row.row_count === null) return null;
  return {
    rows: row.row_count,
    good: row.good_count ?? 0,
    errors: row.error_count ?? 0,
    rowsWithErrors: row.error_row_count ?? 0,
    warnings: row.warning_count ?? 0,
    // Before it was counted, nothing with errors was ever confirmed.
    confirmable: row.confirmable_count ?? row.warning_count ?? 0,
  };
}

function toColumns(change: SubmissionChange): Record<string, unknown> {
  const columns: Record<string, unknown> = {};
  const set = (name: string, value: unknown) => {
    if (value !== undefined) columns[name] = value;
  };
  set('run', change.run);
  set('progress_bytes', change.progress?.bytes);
  set('progress_rows', change.progress?.rows);
  set('encoding', change.encoding);
  set('rows_policy', change.rowsPolicy);
  set('findings_document_id', change.findingsDocumentId);
  set('judged_against', change.judgedAgainst);
  set('acceptance', change.acceptance);
  set('judged_at', change.judgedAt && toStoredTime(change.judgedAt));
  set('lapses_at', change.lapsesAt && toStoredTime(change.lapsesAt));
  set('ended_at', change.endedAt && toStoredTime(change.endedAt));
  if (change.releaseFile) set('file_claim', null);
  if (change.stop !== undefined) {
    set('stop_code', change.stop?.code ?? null);
    set('stop_params', change.stop ? JSON.stringify(change.stop.params) : null);
  }
  if (change.counts !== undefined) {
    set('row_count', change.counts?.rows ?? null);
    set('good_count', change.counts?.good ?? null);
    set('error_count', change.counts?.errors ?? null);
    set('error_row_count', change.counts?.rowsWithErrors ?? null);
    set('warning_count', change.counts?.warnings ?? null);
    set('confirmable_count', change.counts?.confirmable ?? null);
  }
  return columns;
}

function toMoment(stored: string | null): Date | null {
  return stored === null ? null : new Date(stored);
}
