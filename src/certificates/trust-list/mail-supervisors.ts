import type { Knex } from 'knex';
import { toStoredTime } from '../../clock.js';
import { enqueueMail } from '../../mail/index.js';
import type { Proposal, ProposalState, TrustChange } from './proposal.js';
import type { ListSupervisors, TrustActor } from './services.js';
import { subjectOf } from './subject-of.js';

/** Asks all supervisors but the one who proposes to look at a proposal. */
export async function mailProposed(
  trx: Knex.Transaction,
  listSupervisors: ListSupervisors,
  proposal: Pick<Proposal, 'id' | 'change' | 'reason' | 'proposer' | 'proposedAt' | 'expiresAt'>,
): Promise<void> {
  const { id, change, reason, proposer, proposedAt: at, expiresAt } = proposal;
  for (const { accountId, email, language } of await listSupervisors(trx)) {
    if (accountId === proposer.accountId) continue;
    await enqueueMail(trx, {
      event: 'trust-proposed',
      to: email,
      language,
      params: {
        ...factsOf(change),
        proposer: proposer.userName,
        reason,
        decideUntil: toStoredTime(expiresAt),
        path: pathOf(id),
      },
      at,
    });
  }
}

/** Tells all supervisors but the one who did it how a proposal ended. */
export async function mailEnded(
  trx: Knex.Transaction,
  listSupervisors: ListSupervisors,
  ended: {
    readonly proposal: Pick<Proposal, 'id' | 'change' | 'proposer'>;
    readonly outcome: Exclude<ProposalState, 'waiting'>;
    /** Null when the time was over. */
    readonly by: TrustActor | null;
    readonly reason: string;
    readonly at: Date;
  },
): Promise<void> {
  const { proposal, outcome, by, reason, at } = ended;
  for (const { accountId, email, language } of await listSupervisors(trx)) {
    if (by !== null && accountId === by.accountId) continue;
    await enqueueMail(trx, {
      event: 'trust-decided',
      to: email,
      language,
      params: {
        ...factsOf(proposal.change),
        outcome,
        decider: by?.userName ?? '',
        proposer: proposal.proposer.userName,
        reason,
        decidedAt: toStoredTime(at),
        path: pathOf(proposal.id),
      },
      at,
    });
  }
}

/** Tells all supervisors of a change that an operator made without asking. */
export async function mailChanged(
  trx: Knex.Transaction,
  listSupervisors: ListSupervisors,
  changed: {
    readonly change: TrustChange;
    readonly operator: string;
    readonly reason: string;
    readonly at: Date;
  },
): Promise<void> {
  const { change, operator, reason, at } = changed;
  for (const { email, language } of await listSupervisors(trx)) {
    await enqueueMail(trx, {
      event: 'trust-changed',
      to: email,
      language,
      params: { ...factsOf(change), operator, reason, changedAt: toStoredTime(at), path: '/trust' },
      at,
    });
  }
}

function factsOf({ kind, authority, revocation }: TrustChange) {
  return {
    change: kind,
    authority: subjectOf(authority.certificate),
    fingerprint: authority.certificate.fingerprint,
    revocation: revocation ?? '',
  } as const;
}

function pathOf(id: number): string {
  return `/trust/proposals/${id}`;
}
