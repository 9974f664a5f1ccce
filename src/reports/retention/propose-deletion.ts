import type { Knex } from 'knex';
import { listSupervisors } from '../../accounts/index.js';
import type { AuditEvent } from '../../audit/index.js';
import { appendAudit } from '../../audit/index.js';
import { addMinutes, type Clock, taipeiDate, toStoredTime } from '../../clock.js';
import { type Database, inTransaction } from '../../database/index.js';
import type { Keyring } from '../../keys/index.js';
import { enqueueMail } from '../../mail/index.js';
import { Problem } from '../../problems/index.js';
import { countSubmissions } from '../statistics/count-submissions.js';
import { type ExpiredSummary, listExpired, summarise } from './expired-records.js';
import { endProposal, insertProposal, type RetentionProposal, waitingProposal } from './proposal-store.js';

/** What proposing and deciding work with. */
export interface RetentionServices {
  readonly db: Database;
  readonly clock: Clock;
  readonly keys: Keyring;
}

/** A supervisor, and how they stand in the audit trail. */
export interface RetentionActor {
  readonly accountId: number;
  readonly userName: string;
  readonly audit: Pick<AuditEvent, 'actor' | 'address' | 'reference'>;
}

/**
 * Proposes to delete the oldest records whose time of keeping has ended, at most `mostDeleted`. Nothing is deleted yet;
 * the other supervisors are told by mail.
 *
 * @returns the proposal's number
 * @throws Problem `ERR_FIELDS` with `ERR_RETENTION_REASON`; `ERR_RETENTION_NOTHING`; `ERR_RETENTION_PENDING`
 */
export async function proposeDeletion(
  services: RetentionServices,
  reason: string,
  by: RetentionActor,
): Promise<number> {
  requireReason(reason);
  await countSubmissions(services);
  const at = services.clock();
  const asOf = taipeiDate(at);
  return inTransaction(services.db, async (trx) => {
    await lapse(trx, at);
    const summary = summarise(await listExpired(trx, asOf));
    if (summary.records === 0) throw new Problem('ERR_RETENTION_NOTHING');
    const proposer = { accountId: by.accountId, userName: by.userName };
    const expiresAt = addMinutes(at, proposalDays * 24 * 60);
    const id = await insertProposal(trx, { ...summary, asOf, reason, proposer, proposedAt: at, expiresAt });
    await tellOthers(trx, by, { id, ...summary, reason, expiresAt, at });
    await auditStep(trx, {
      action: 'retention.propose',
      id,
      summary,
      by: by.audit,
      at,
      detail: { asOf, reason },
    });
    return id;
  });
}

/** How long a proposal waits. */
export const proposalDays = 14;

/** Characters of a reason, as the database keeps it. */
export const longestReason = 500;

/** @throws Problem `ERR_FIELDS` at the field `reason` */
export function requireReason(reason: string): void {
  if (reason !== '' && [...reason].length <= longestReason) return;
  throw new Problem('ERR_FIELDS', { fields: [{ field: 'reason', code: 'ERR_RETENTION_REASON' }] });
}

/** Writes a step to the audit trail: counts and a hash, nothing about a person's health. */
export async function auditStep(
  trx: Knex.Transaction,
  step: {
    readonly action: `retention.${string}`;
    readonly id: number;
    readonly summary: ExpiredSummary;
    readonly by: RetentionActor['audit'];
    readonly at: Date;
    readonly detail: Readonly<Record<string, unknown>>;
  },
): Promise<void> {
  const { records, submissions, periods, digest } = step.summary;
  await appendAudit(trx, {
    ...step.by,
    at: step.at,
    action: step.action,
    target: { kind: 'retention', reference: String(step.id) },
    outcome: 'done',
    detail: {
      records,
      submissions,
      // Names as JSON has them: records by years of keeping.
      periods: Object.fromEntries(Object.entries(periods)),
      digest: digest.toString('hex'),
      ...step.detail,
    },
  });
}

/** A proposal that nobody decided on in time makes room for another. */
async function lapse(trx: Knex.Transaction, at: Date): Promise<void> {
  const waiting: RetentionProposal | undefined = await waitingProposal(trx);
  if (waiting === undefined || at < waiting.expiresAt) return;
  if (!(await endProposal(trx, waiting.id, 'lapsed', { by: null, at, reason: '' }))) return;
  await auditStep(trx, {
    action: 'retention.lapse',
    id: waiting.id,
    summary: waiting,
    by: { actor: null, address: null, reference: null },
    at,
    detail: {},
  });
}

async function tellOthers(
  trx: Knex.Transaction,
  by: RetentionActor,
  told: ExpiredSummary & {
    readonly id: number;
    readonly reason: string;
    readonly expiresAt: Date;
    readonly at: Date;
  },
): Promise<void> {
  for (const { accountId, email, language } of await listSupervisors(trx)) {
    if (accountId === by.accountId) continue;
    await enqueueMail(trx, {
      event: 'retention-proposed',
      to: email,
      language,
      params: {
        proposer: by.userName,
        records: told.records,
        submissions: told.submissions,
        reason: told.reason,
        decideUntil: toStoredTime(told.expiresAt),
        path: `/retention/proposals/${told.id}`,
      },
      at: told.at,
    });
  }
}
