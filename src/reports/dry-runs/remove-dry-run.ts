import type { Knex } from 'knex';
import type { Clock } from '../../clock.js';
import { type Database, inTransaction } from '../../database/index.js';
import { type DocumentStore, forgetDocuments } from '../../documents/index.js';
import type { ClaimedJob } from '../../jobs/index.js';
import type { DryRun } from './dry-run.js';
import { deleteDryRun, endDryRun, findDryRun, findExpired } from './store.js';

/** What removing works with. */
export interface DryRunUpkeep {
  readonly db: Database;
  readonly documents: DocumentStore;
  readonly clock: Clock;
}

/** Forgets a dry run, its findings, and its file if it is still there. May be done twice. */
export async function removeDryRun(
  { db, documents }: Pick<DryRunUpkeep, 'db' | 'documents'>,
  { number, documentId }: Pick<DryRun, 'number' | 'documentId'>,
): Promise<void> {
  await inTransaction(db, async (trx) => {
    await deleteDryRun(trx, number);
    if (documentId !== null) await forgetDocuments(trx, [documentId]);
  });
  if (documentId !== null) await documents.remove(documentId);
}

/** Removes those whose findings were kept long enough. */
export async function expireDryRuns(upkeep: DryRunUpkeep): Promise<void> {
  for (const dryRun of await findExpired(upkeep.db, upkeep.clock())) await removeDryRun(upkeep, dryRun);
}

/** Says of one whose job failed every time that it could not be judged. Does nothing for jobs of others. */
export async function giveUpDryRun(trx: Knex.Transaction, job: ClaimedJob, at: Date): Promise<void> {
  if (job.kind !== 'dry-run.judge') return;
  const dryRun = await findDryRun(trx, job.subject);
  if (dryRun === undefined || dryRun.documentId === null) return;
  await endDryRun(trx, dryRun.number, { state: 'failed', outcome: null, sealed: null, at });
  // Its bytes go with the orphans.
  await forgetDocuments(trx, [dryRun.documentId]);
}
