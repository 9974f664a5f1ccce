import type { Knex } from 'knex';
import { toStoredTime } from '../../clock.js';
import type { Database } from '../../database/index.js';
import type { DryRun } from './dry-run.js';

/** @throws the driver's duplicate error when the number is taken */
export async function insertDryRun(
  trx: Knex.Transaction,
  fresh: Omit<DryRun, 'state' | 'outcome' | 'judgedAt' | 'findingsDocumentId' | 'refusedDocumentId'>,
): Promise<void> {
  await trx('dry_runs').insert({
    number: fresh.number,
    institution_id: fresh.institutionId,
    account_id: fresh.accountId,
    kind: fresh.kind,
    purpose: fresh.purpose,
    corrects_id: fresh.correctsId,
    state: 'waiting',
    file_name: fresh.file.name,
    file_size: fresh.file.size,
    file_sha256: fresh.file.sha256,
    document_id: fresh.documentId,
    received_at: toStoredTime(fresh.receivedAt),
    expires_at: toStoredTime(fresh.expiresAt),
  });
}

/** The dry run with a number. */
export async function findDryRun(db: Database, number: string): Promise<DryRun | undefined> {
  const row = await db('dry_runs').where({ number }).first<DryRunRow | undefined>();
  return row === undefined ? undefined : toDryRun(row);
}

/** How many files of an institution wait to be judged. */
export async function countWaiting(db: Database, institutionId: number): Promise<number> {
  const row = await db('dry_runs')
    .where({ institution_id: institutionId, state: 'waiting' })
    .count<{ count: number }>({ count: '*' })
    .first();
  return Number(row?.count ?? 0);
}

/**
 * Ends the waiting; nothing of the file is kept from then on.
 *
 * @returns false when it was judged or thrown away in the meantime
 */
export async function endDryRun(trx: Knex.Transaction, number: string, end: DryRunEnd): Promise<boolean> {
  const ended = await trx('dry_runs')
    .where({ number, state: 'waiting' })
    .update({
      state: end.state,
      outcome: end.outcome === null ? null : JSON.stringify(end.outcome),
      sealed: end.sealed === null ? null : Buffer.from(end.sealed),
      document_id: null,
      findings_document_id: end.findingsDocumentId,
      refused_document_id: end.refusedDocumentId,
      judged_at: toStoredTime(end.at),
    });
  return ended === 1;
}

export interface DryRunEnd
  extends Pick<DryRun, 'state' | 'outcome' | 'findingsDocumentId' | 'refusedDocumentId'> {
  readonly sealed: Uint8Array | null;
  readonly at: Date;
}

/** The sealed findings; null when there are none. */
export async function readSealedFindings(db: Database, number: string): Promise<Buffer | null> {
  const row = await db('dry_runs').where({ number }).first<{ sealed: Buffer | null } | undefined>('sealed');
  return row?.sealed ?? null;
}

/** What people call the submission that a dry run would correct or withdraw. */
export async function numberOfCorrected(db: Database, id: number): Promise<string | undefined> {
  const row = await db('submissions').where({ id }).first<{ number: string } | undefined>('number');
  return row?.number;
}

/** Those whose time is over. */
export async function findExpired(db: Database, at: Date): Promise<readonly DryRun[]> {
  const rows = await db<DryRunRow>('dry_runs').where('expires_at', '<=', toStoredTime(at)).limit(100);
  return rows.map(toDryRun);
}

/** Those of an account whose time is not over, the latest first. */
export async function listDryRuns(db: Database, accountId: number, at: Date): Promise<readonly DryRun[]> {
  const rows = await db<DryRunRow>('dry_runs')
    .where({ account_id: accountId })
    .where('expires_at', '>', toStoredTime(at))
    .orderBy('id', 'desc')
    .limit(mostListed);
  return rows.map(toDryRun);
}

/** Nobody reads on for longer; programs that try thousands of files a day know their numbers. */
const mostListed = 500;

/**
 * Takes a dry run out of the table.
 *
 * @returns the ids of its files as they are now, undefined when it was gone already
 */
export async function deleteDryRun(
  trx: Knex.Transaction,
  number: string,
): Promise<readonly string[] | undefined> {
  const row = await trx('dry_runs').where({ number }).forUpdate().first<DryRunRow | undefined>();
  if (row === undefined) return undefined;
  await trx('dry_runs').where({ number }).delete();
  return [row.document_id, row.findings_document_id, row.refused_document_id].filter((id) => id !== null);
}

interface DryRunRow {
  number: string;
  institution_id: number;
  account_id: number;
  kind: DryRun['kind'];
  purpose: DryRun['purpose'];
  corrects_id: number | null;
  state: DryRun['state'];
  file_name: string;
  file_size: number | string;
  file_sha256: Buffer;
  document_id: string | null;
  findings_document_id: string | null;
  refused_document_id: string | null;
  outcome: string | null;
  received_at: string;
  judged_at: string | null;
  expires_at: string;
}

function toDryRun(row: DryRunRow): DryRun {
  return {
    number: row.number,
    institutionId: Number(row.institution_id),
    accountId: Number(row.account_id),
    kind: row.kind,
    purpose: row.purpose,
    correctsId: row.corrects_id === null ? null : Number(row.corrects_id),
    state: row.state,
    file: { name: row.file_name, size: Number(row.file_size), sha256: row.file_sha256 },
    documentId: row.document_id,
    findingsDocumentId: row.findings_document_id,
    refusedDocumentId: row.refused_document_id,
    outcome: row.outcome === null ? null : JSON.parse(row.outcome),
    receivedAt: new Date(row.received_at),
    judgedAt: row.judged_at === null ? null : new Date(row.judged_at),
    expiresAt: new Date(row.expires_at),
  };
}
