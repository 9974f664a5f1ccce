import type { Knex } from 'knex';
import type { ActedBy } from '../../accounts/index.js';
import { appendAudit } from '../../audit/index.js';
import type { Clock } from '../../clock.js';
import { type Database, inTransaction } from '../../database/index.js';
import { type DocumentStore, forgetDocuments } from '../../documents/index.js';
import type { ClaimedJob } from '../../jobs/index.js';
import { deleteDryRun, endDryRun, findDryRun, findExpired } from './store.js';

/** What removing works with. */
export interface DryRunUpkeep {
  readonly db: Database;
  readonly documents: DocumentStore;
  readonly clock: Clock;
}

/**
 * Forgets a dry run, its findings and its files. May be done twice.
 *
 * @param by null when its day is over
 */
export async function removeDryRun(
  { db, documents, clock }: DryRunUpkeep,
  number: string,
  by: ActedBy | null,
): Promise<void> {
  const files = await inTransaction(db, async (trx) => {
    // As they are now: it may have been judged since somebody looked.
    const ids = await deleteDryRun(trx, number);
    if (ids === undefined) return [];
    await forgetDocuments(trx, ids);
    if (by !== null) await note(trx, number, by, clock());
    return ids;
  });
  for (const id of files) await documents.remove(id);
}

/** Removes those whose findings were kept long enough. */
export async function expireDryRuns(upkeep: DryRunUpkeep): Promise<void> {
  for (const { number } of await findExpired(upkeep.db, upkeep.clock())) {
    await removeDryRun(upkeep, number, null);
  }
}

/** Says of one whose job failed every time that it could not be judged. Does nothing for jobs of others. */
export async function giveUpDryRun(trx: Knex.Transaction, job: ClaimedJob, at: Date): Promise<void> {
  if (job.kind !== 'dry-run.judge') return;
  const dryRun = await findDryRun(trx, job.subject);
  if (dryRun === undefined || dryRun.documentId === null) return;
  await endDryRun(trx, dryRun.number, {
    state: 'failed',
    outcome: null,
    sealed: null,
    findingsDocumentId: null,
    refusedDocumentId: null,
    at,
  });
  // Its bytes go with the orphans.
  await forgetDocuments(trx, [dryRun.documentId]);
}

function note(trx: Knex.Transaction, number: string, by: ActedBy, at: Date): Promise<unknown> {
  return appendAudit(trx, {
    ...by,
    at,
    action: 'dry-run.remove',
    target: { kind: 'dry-run', reference: number },
    outcome: 'done',
    detail: {},
  });
}
