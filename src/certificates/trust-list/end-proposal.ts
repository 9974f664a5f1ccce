import { inTransaction } from '../../database/index.js';
import { Problem } from '../../problems/index.js';
import { openProposal, requireAnother } from './approve-proposal.js';
import { auditStep } from './audit-change.js';
import { mailEnded } from './mail-supervisors.js';
import type { Proposal } from './proposal.js';
import { endProposal, findProposal, overdueProposals } from './proposal-store.js';
import { requireReason } from './propose-change.js';
import type { TrustActor, TrustListServices } from './services.js';

interface Ending {
  readonly id: number;
  readonly outcome: 'refused' | 'withdrawn';
  readonly reason: string;
}

/**
 * Refuses a proposal of somebody else.
 *
 * @throws Problem `ERR_FIELDS` with `ERR_TRUST_REASON`, `ERR_TRUST_PROPOSAL_UNKNOWN`, `ERR_TRUST_OWN_PROPOSAL`,
 *   `ERR_TRUST_PROPOSAL_OVER` (also when another was first)
 */
export async function refuseProposal(
  services: TrustListServices,
  order: { readonly id: number; readonly reason: string },
  by: TrustActor,
): Promise<void> {
  requireReason(order.reason);
  await end(services, { ...order, outcome: 'refused' }, by, (proposal) => requireAnother(proposal, by));
}

/**
 * Takes back what one has proposed.
 *
 * @throws Problem `ERR_TRUST_PROPOSAL_UNKNOWN`, `ERR_TRUST_NOT_PROPOSER`, `ERR_TRUST_PROPOSAL_OVER`
 */
export async function withdrawProposal(
  services: TrustListServices,
  id: number,
  by: TrustActor,
): Promise<void> {
  await end(services, { id, reason: '', outcome: 'withdrawn' }, by, ({ proposer }) => {
    if (by.accountId === null || proposer.accountId !== by.accountId)
      throw new Problem('ERR_TRUST_NOT_PROPOSER');
  });
}

/**
 * Ends the proposals that nobody decided on in time. For a regular job; may run in several processes at once.
 *
 * @returns how many ended here
 */
export async function lapseProposals({ db, clock, listSupervisors }: TrustListServices): Promise<number> {
  const at = clock();
  let lapsed = 0;
  for (const id of await overdueProposals(db, at)) {
    lapsed += await inTransaction(db, async (trx) => {
      if (!(await endProposal(trx, id, 'lapsed', { by: null, at, reason: '' }))) return 0;
      const proposal = await findProposal(trx, id);
      if (proposal === undefined) throw new TypeError('The proposal that lapsed is gone.');
      await mailEnded(trx, listSupervisors, { proposal, outcome: 'lapsed', by: null, reason: '', at });
      const { change } = proposal;
      await auditStep(trx, { action: 'trust.lapse', change, by: nobody, at, detail: { proposal: id } });
      return 1;
    });
  }
  return lapsed;
}

async function end(
  { db, clock, listSupervisors }: TrustListServices,
  { id, outcome, reason }: Ending,
  by: TrustActor,
  authorise: (proposal: Proposal) => void,
): Promise<void> {
  const at = clock();
  await inTransaction(db, async (trx) => {
    const proposal = await openProposal(trx, id, at);
    authorise(proposal);
    const isEnded = await endProposal(trx, id, outcome, { by: by.userName, at, reason });
    if (!isEnded) throw new Problem('ERR_TRUST_PROPOSAL_OVER');
    await mailEnded(trx, listSupervisors, { proposal, outcome, by, reason, at });
    await auditStep(trx, {
      action: outcome === 'refused' ? 'trust.refuse' : 'trust.withdraw',
      change: proposal.change,
      by,
      at,
      detail: { proposal: id, proposer: proposal.proposer.userName, reason },
    });
  });
}

/** Time itself: neither a supervisor nor an operator. */
const nobody: TrustActor = {
  accountId: null,
  userName: '',
  audit: { actor: null, address: null, reference: null },
};
