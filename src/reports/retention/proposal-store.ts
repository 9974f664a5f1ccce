import type { Knex } from 'knex';
import { toStoredTime } from '../../clock.js';
import { type Database, isDuplicate } from '../../database/index.js';
import { Problem } from '../../problems/index.js';
import type { ExpiredSummary } from './expired-records.js';

export type RetentionState = 'waiting' | 'approved' | 'refused' | 'withdrawn' | 'lapsed';

/** A deletion that one supervisor wants and another one has to agree to. */
export interface RetentionProposal extends ExpiredSummary {
  readonly id: number;
  readonly state: RetentionState;
  /** The day by which the times of keeping were judged, `yyyy-mm-dd`. */
  readonly asOf: string;
  readonly reason: string;
  readonly proposer: { readonly accountId: number; readonly userName: string };
  readonly proposedAt: Date;
  readonly expiresAt: Date;
  /** How it ended; undefined while it waits. */
  readonly decision: RetentionDecision | undefined;
}

export interface RetentionDecision {
  /** User name; null when the time was over. */
  readonly by: string | null;
  readonly at: Date;
  /** Empty for an approval. */
  readonly reason: string;
}

/**
 * Keeps a proposal.
 *
 * @returns its number
 * @throws Problem `ERR_RETENTION_PENDING` when another one waits
 */
export async function insertProposal(
  trx: Knex.Transaction,
  proposal: Omit<RetentionProposal, 'id' | 'state' | 'decision'>,
): Promise<number> {
  const { asOf, records, submissions, periods, digest, reason, proposer, proposedAt, expiresAt } = proposal;
  try {
    const [id] = await trx('retention_proposals').insert({
      state: 'waiting',
      open_mark: 1,
      as_of: asOf,
      records,
      submissions,
      periods: JSON.stringify(periods),
      digest,
      reason,
      proposed_by: proposer.accountId,
      proposer: proposer.userName,
      proposed_at: toStoredTime(proposedAt),
      expires_at: toStoredTime(expiresAt),
    });
    return Number(id);
  } catch (error) {
    if (isDuplicate(error)) throw new Problem('ERR_RETENTION_PENDING', { cause: error });
    throw error;
  }
}

/** Ends a proposal that waits; false when somebody else ended it first. */
export async function endProposal(
  trx: Knex.Transaction,
  id: number,
  state: Exclude<RetentionState, 'waiting'>,
  { by, at, reason }: RetentionDecision,
): Promise<boolean> {
  const ended = await trx('retention_proposals')
    .where({ id, state: 'waiting' })
    .update({
      state,
      open_mark: null,
      decider: by,
      decided_at: toStoredTime(at),
      decision_reason: reason,
    });
  return ended === 1;
}

export async function findProposal(db: Database, id: number): Promise<RetentionProposal | undefined> {
  const row = await db('retention_proposals').where({ id }).first<ProposalRow | undefined>();
  return row === undefined ? undefined : toProposal(row);
}

/** The proposal that waits, if there is one; its time may be over. */
export async function waitingProposal(db: Database): Promise<RetentionProposal | undefined> {
  const row = await db('retention_proposals').where({ open_mark: 1 }).first<ProposalRow | undefined>();
  return row === undefined ? undefined : toProposal(row);
}

/** The latest proposals that are over, the last one first. */
export async function endedProposals(db: Database, most: number): Promise<readonly RetentionProposal[]> {
  const rows = await db('retention_proposals')
    .whereNull('open_mark')
    .orderBy('id', 'desc')
    .limit(most)
    .select<ProposalRow[]>('*');
  return rows.map(toProposal);
}

interface ProposalRow {
  readonly id: number | string;
  readonly state: RetentionState;
  readonly as_of: string;
  readonly records: number;
  readonly submissions: number;
  readonly periods: string;
  readonly digest: Buffer;
  readonly reason: string;
  readonly proposed_by: number | string;
  readonly proposer: string;
  readonly proposed_at: string;
  readonly expires_at: string;
  readonly decider: string | null;
  readonly decided_at: string | null;
  readonly decision_reason: string | null;
}

function toProposal(row: ProposalRow): RetentionProposal {
  return {
    id: Number(row.id),
    state: row.state,
    asOf: row.as_of,
    records: row.records,
    submissions: row.submissions,
    periods: JSON.parse(row.periods),
    digest: row.digest,
    reason: row.reason,
    proposer: { accountId: Number(row.proposed_by), userName: row.proposer },
    proposedAt: new Date(row.proposed_at),
    expiresAt: new Date(row.expires_at),
    decision:
      row.decided_at === null
        ? undefined
        : { by: row.decider, at: new Date(row.decided_at), reason: row.decision_reason ?? '' },
  };
}
