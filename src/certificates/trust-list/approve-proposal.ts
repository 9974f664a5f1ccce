import type { Knex } from 'knex';
import { inTransaction } from '../../database/index.js';
import { Problem } from '../../problems/index.js';
import { applyChange } from './apply-change.js';
import { auditStep } from './audit-change.js';
import { judgeChange } from './judge-change.js';
import { mailEnded } from './mail-supervisors.js';
import { comparedDigits, type Proposal } from './proposal.js';
import { endProposal, findProposal } from './proposal-store.js';
import type { TrustActor, TrustListServices } from './services.js';
import { lockTrustList, readTrustList } from './store.js';

/**
 * Approves a proposal: what it says is the trust list from the commit on. The list stays locked meanwhile, so that two
 * approvals which are each possible alone are judged one after the other.
 *
 * @param order.digits the last digits of the fingerprint, as the approver compared them with the authority's own word
 * @throws Problem `ERR_TRUST_PROPOSAL_UNKNOWN`, `ERR_TRUST_OWN_PROPOSAL`, `ERR_TRUST_PROPOSAL_OVER` (also when another
 *   was first), `ERR_FIELDS` with `ERR_TRUST_DIGITS`, and those of `judgeChange`
 */
export async function approveProposal(
  { db, clock, listSupervisors }: TrustListServices,
  order: { readonly id: number; readonly digits: string },
  by: TrustActor,
): Promise<void> {
  const at = clock();
  await inTransaction(db, async (trx) => {
    await lockTrustList(trx);
    const proposal = await openProposal(trx, order.id, at);
    requireAnother(proposal, by);
    requireDigits(proposal, order.digits);
    const { id, change } = proposal;
    judgeChange(change, { list: await readTrustList(trx), at: at.getTime() });
    const decision = { by: by.userName, at, reason: '' };
    if (!(await endProposal(trx, id, 'approved', decision))) throw new Problem('ERR_TRUST_PROPOSAL_OVER');
    await applyChange(trx, change, at);
    await mailEnded(trx, listSupervisors, { proposal, outcome: 'approved', by, reason: '', at });
    const { proposer, reason } = proposal;
    const detail = { proposal: id, proposer: proposer.userName, reason };
    await auditStep(trx, { action: 'trust.approve', change, by, at, detail });
  });
}

/**
 * A proposal that can be decided on.
 *
 * @throws Problem `ERR_TRUST_PROPOSAL_UNKNOWN` or `ERR_TRUST_PROPOSAL_OVER`
 */
export async function openProposal(trx: Knex.Transaction, id: number, at: Date): Promise<Proposal> {
  const proposal = await findProposal(trx, id);
  if (proposal === undefined) throw new Problem('ERR_TRUST_PROPOSAL_UNKNOWN');
  if (proposal.state !== 'waiting' || at >= proposal.expiresAt) throw new Problem('ERR_TRUST_PROPOSAL_OVER');
  return proposal;
}

/** Four eyes. @throws Problem `ERR_TRUST_OWN_PROPOSAL` */
export function requireAnother({ proposer }: Proposal, by: TrustActor): void {
  if (by.accountId === null || by.accountId === proposer.accountId) {
    throw new Problem('ERR_TRUST_OWN_PROPOSAL');
  }
}

function requireDigits({ change }: Proposal, digits: string): void {
  const typed = digits
    .normalize('NFKC')
    .replace(/[\s:.-]/gu, '')
    .toLowerCase();
  if (typed === change.authority.certificate.fingerprint.slice(-comparedDigits)) return;
  throw new Problem('ERR_FIELDS', { fields: [{ field: 'digits', code: 'ERR_TRUST_DIGITS' }] });
}
