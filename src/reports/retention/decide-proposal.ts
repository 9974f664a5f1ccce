import type { Knex } from 'knex';
import { listSupervisors } from '../../accounts/index.js';
import { taipeiDate, toStoredTime } from '../../clock.js';
import { inTransaction } from '../../database/index.js';
import type { DocumentStore } from '../../documents/index.js';
import { enqueueMail } from '../../mail/index.js';
import { Problem } from '../../problems/index.js';
import { deleteRecords } from './delete-records.js';
import { type ExpiredRecord, listExpired, summarise } from './expired-records.js';
import { formatPeriods } from './find-deletions.js';
import { isExpired, type RetentionYears, retentionYears } from './periods.js';
import { endProposal, findProposal, type RetentionProposal } from './proposal-store.js';
import { auditStep, type RetentionActor, type RetentionServices, requireReason } from './propose-deletion.js';

/**
 * Approves a proposal of somebody else: its records are deleted in one transaction with the audit entry and the mails.
 *
 * @param order.records how many the approver has read are to be deleted
 * @throws Problem `ERR_RETENTION_UNKNOWN`; `ERR_RETENTION_OWN`; `ERR_RETENTION_OVER` (also when another was first);
 *   `ERR_FIELDS` with `ERR_RETENTION_COUNT`; `ERR_RETENTION_CHANGED` when other records would be deleted than proposed
 */
export async function approveDeletion(
  { db, clock, keys, documents }: RetentionServices & { readonly documents: Pick<DocumentStore, 'remove'> },
  order: { readonly id: number; readonly records: string },
  by: RetentionActor,
): Promise<void> {
  const at = clock();
  const files = await inTransaction(db, async (trx) => {
    const proposal = await openProposal(trx, order.id, at);
    requireAnother(proposal, by);
    requireCount(proposal, order.records);
    if (!(await endProposal(trx, proposal.id, 'approved', { by: by.userName, at, reason: '' }))) {
      throw new Problem('ERR_RETENTION_OVER');
    }
    const records = await proposedRecords(trx, proposal, taipeiDate(at));
    const deleted = await deleteRecords(trx, keys, records);
    await noteDeleted(trx, proposal.id, records, deleted.followers);
    await auditStep(trx, {
      action: 'retention.delete',
      id: proposal.id,
      summary: proposal,
      by: by.audit,
      at,
      detail: {
        asOf: proposal.asOf,
        proposer: proposal.proposer.userName,
        reason: proposal.reason,
        documents: deleted.documents.length,
      },
    });
    await tellOthers(trx, proposal, { outcome: 'approved', by, reason: '', at });
    return deleted.documents;
  });
  // Nothing names them any more; what is left by a crash here goes with the next round of removing orphans.
  for (const id of files) await documents.remove(id);
}

/**
 * Refuses a proposal of somebody else.
 *
 * @throws Problem `ERR_FIELDS` with `ERR_RETENTION_REASON`; `ERR_RETENTION_UNKNOWN`; `ERR_RETENTION_OWN`;
 *   `ERR_RETENTION_OVER`
 */
export async function refuseDeletion(
  services: RetentionServices,
  order: { readonly id: number; readonly reason: string },
  by: RetentionActor,
): Promise<void> {
  requireReason(order.reason);
  await end(services, { ...order, outcome: 'refused' }, by, (proposal) => requireAnother(proposal, by));
}

/**
 * Takes back what one has proposed.
 *
 * @throws Problem `ERR_RETENTION_UNKNOWN`; `ERR_RETENTION_NOT_PROPOSER`; `ERR_RETENTION_OVER`
 */
export async function withdrawDeletion(
  services: RetentionServices,
  id: number,
  by: RetentionActor,
): Promise<void> {
  await end(services, { id, reason: '', outcome: 'withdrawn' }, by, ({ proposer }) => {
    if (proposer.accountId !== by.accountId) throw new Problem('ERR_RETENTION_NOT_PROPOSER');
  });
}

async function end(
  { db, clock }: RetentionServices,
  {
    id,
    outcome,
    reason,
  }: { readonly id: number; readonly outcome: 'refused' | 'withdrawn'; readonly reason: string },
  by: RetentionActor,
  authorise: (proposal: RetentionProposal) => void,
): Promise<void> {
  const at = clock();
  await inTransaction(db, async (trx) => {
    const proposal = await openProposal(trx, id, at);
    authorise(proposal);
    if (!(await endProposal(trx, id, outcome, { by: by.userName, at, reason }))) {
      throw new Problem('ERR_RETENTION_OVER');
    }
    await auditStep(trx, {
      action: outcome === 'refused' ? 'retention.refuse' : 'retention.withdraw',
      id,
      summary: proposal,
      by: by.audit,
      at,
      detail: { proposer: proposal.proposer.userName, reason },
    });
    await tellOthers(trx, proposal, { outcome, by, reason, at });
  });
}

async function openProposal(trx: Knex.Transaction, id: number, at: Date): Promise<RetentionProposal> {
  const proposal = await findProposal(trx, id);
  if (proposal === undefined) throw new Problem('ERR_RETENTION_UNKNOWN');
  if (proposal.state !== 'waiting' || at >= proposal.expiresAt) throw new Problem('ERR_RETENTION_OVER');
  return proposal;
}

/** Four eyes. @throws Problem `ERR_RETENTION_OWN` */
function requireAnother({ proposer }: RetentionProposal, by: RetentionActor): void {
  if (by.accountId === proposer.accountId) throw new Problem('ERR_RETENTION_OWN');
}

function requireCount({ records }: RetentionProposal, typed: string): void {
  if (typed.normalize('NFKC').replaceAll(/[,\s]/g, '') === String(records)) return;
  throw new Problem('ERR_FIELDS', { fields: [{ field: 'records', code: 'ERR_RETENTION_COUNT' }] });
}

/** The records as they were proposed, each judged once more by itself. */
async function proposedRecords(
  trx: Knex.Transaction,
  proposal: RetentionProposal,
  today: string,
): Promise<readonly ExpiredRecord[]> {
  const records = await listExpired(trx, proposal.asOf);
  const isAsProposed = summarise(records).digest.equals(proposal.digest);
  // The clock may have been set back since.
  if (!isAsProposed || !records.every((record) => isExpired(record, today))) {
    throw new Problem('ERR_RETENTION_CHANGED');
  }
  return records;
}

/** Also of what only corrected or withdrew them: its file and its reason are gone. */
async function noteDeleted(
  trx: Knex.Transaction,
  proposal_id: number,
  records: readonly ExpiredRecord[],
  followers: ReadonlyMap<number, ReadonlySet<number>>,
): Promise<void> {
  const rows = new Map<number, { records: number; readonly years: Set<RetentionYears> }>();
  for (const { submissionId, kind, hazardCode } of records) {
    const row = rows.get(submissionId) ?? { records: 0, years: new Set() };
    row.records += 1;
    row.years.add(retentionYears(kind, hazardCode));
    rows.set(submissionId, row);
  }
  for (const [id, followed] of followers) {
    if (rows.has(id)) continue;
    const years = [...followed].flatMap((of) => [...(rows.get(of)?.years ?? [])]);
    rows.set(id, { records: 0, years: new Set(years) });
  }
  for (const [submission_id, row] of rows) {
    const periods = formatPeriods(row.years);
    await trx('retention_deletions').insert({ proposal_id, submission_id, records: row.records, periods });
  }
}

async function tellOthers(
  trx: Knex.Transaction,
  { id, records, submissions, proposer }: RetentionProposal,
  ended: {
    readonly outcome: 'approved' | 'refused' | 'withdrawn';
    readonly by: RetentionActor;
    readonly reason: string;
    readonly at: Date;
  },
): Promise<void> {
  for (const { accountId, email, language } of await listSupervisors(trx)) {
    if (accountId === ended.by.accountId) continue;
    await enqueueMail(trx, {
      event: 'retention-decided',
      to: email,
      language,
      params: {
        outcome: ended.outcome,
        decider: ended.by.userName,
        proposer: proposer.userName,
        records,
        submissions,
        reason: ended.reason,
        decidedAt: toStoredTime(ended.at),
        path: `/retention/proposals/${id}`,
      },
      at: ended.at,
    });
  }
}
