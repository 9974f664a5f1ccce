import type { Knex } from 'knex';
import { toStoredTime } from '../../clock.js';
import { type Database, isDuplicate } from '../../database/index.js';
import { Problem } from '../../problems/index.js';
import { parseCertificate } from '../certificate.js';
import type { RevocationWay } from '../revocation/chosen-source.js';
import { type Authority, authorityOf } from '../trust.js';
import type { Decision, Proposal, ProposalState, TrustChange } from './proposal.js';

/**
 * Writes a proposal; gives its number.
 *
 * @throws Problem `ERR_TRUST_PENDING` when another one about the same certificate waits
 */
export async function insertProposal(
  trx: Knex.Transaction,
  proposal: Pick<Proposal, 'change' | 'reason' | 'proposer' | 'proposedAt' | 'expiresAt'>,
): Promise<number> {
  const { change, reason, proposer, proposedAt, expiresAt } = proposal;
  const { certificate } = change.authority;
  try {
    const [id] = await trx('trust_proposals').insert({
      kind: change.kind,
      certificate: certificate.der.toString('base64'),
      revocation: change.revocation,
      reason,
      state: 'waiting',
      open_fingerprint: Buffer.from(certificate.fingerprint, 'hex'),
      proposed_by: proposer.accountId,
      proposer: proposer.userName,
      proposed_at: toStoredTime(proposedAt),
      expires_at: toStoredTime(expiresAt),
    });
    return Number(id);
  } catch (error) {
    if (isDuplicate(error)) throw new Problem('ERR_TRUST_PENDING', { cause: error });
    throw error;
  }
}

/** A proposal by its number. */
export async function findProposal(db: Database, id: number): Promise<Proposal | undefined> {
  const row = await db<ProposalRow>('trust_proposals').where({ id }).first();
  return row === undefined ? undefined : toProposal(row);
}

/** Ends a proposal that waits; false when somebody else ended it first. */
export async function endProposal(
  trx: Knex.Transaction,
  id: number,
  state: Exclude<ProposalState, 'waiting'>,
  { by, at, reason }: Decision,
): Promise<boolean> {
  const ended = await trx('trust_proposals')
    .where({ id, state: 'waiting' })
    .update({
      state,
      open_fingerprint: null,
      decider: by,
      decided_at: toStoredTime(at),
      decision_reason: reason,
    });
  return ended === 1;
}

/** The proposals that wait, the one whose time ends first at the top. */
export async function waitingProposals(db: Database): Promise<readonly Proposal[]> {
  const rows = await db<ProposalRow>('trust_proposals').where({ state: 'waiting' }).orderBy('expires_at');
  return rows.map(toProposal);
}

/** The numbers of waiting proposals whose time is over. */
export function overdueProposals(db: Database, at: Date): Promise<readonly number[]> {
  return db('trust_proposals')
    .where({ state: 'waiting' })
    .where('expires_at', '<=', toStoredTime(at))
    .orderBy('id')
    .pluck<number[]>('id');
}

/** A proposal as stored. */
export interface ProposalRow {
  id: number;
  kind: TrustChange['kind'];
  certificate: string;
  revocation: RevocationWay | null;
  reason: string;
  state: ProposalState;
  proposed_by: number | null;
  proposer: string;
  proposed_at: string;
  expires_at: string;
  decider: string | null;
  decided_at: string | null;
  decision_reason: string | null;
}

/** What a stored proposal says. */
export function toProposal(row: ProposalRow): Proposal {
  const authority = authorityOf(parseCertificate(Buffer.from(row.certificate, 'base64')));
  return {
    id: Number(row.id),
    change: toChange(row, authority),
    reason: row.reason,
    state: row.state,
    proposer: {
      accountId: row.proposed_by === null ? null : Number(row.proposed_by),
      userName: row.proposer,
    },
    proposedAt: new Date(row.proposed_at),
    expiresAt: new Date(row.expires_at),
    decision:
      row.decided_at === null
        ? undefined
        : { by: row.decider, at: new Date(row.decided_at), reason: row.decision_reason ?? '' },
  };
}

function toChange({ kind, revocation }: ProposalRow, authority: Authority): TrustChange {
  if (kind === 'add') return { kind, authority, revocation };
  if (kind === 'remove') return { kind, authority, revocation: null };
  if (revocation === null) throw new TypeError('A proposal to change the revocation names none.');
  return { kind, authority, revocation };
}
