import { addMinutes } from '../../clock.js';
import { inTransaction } from '../../database/index.js';
import { Problem } from '../../problems/index.js';
import { auditStep } from './audit-change.js';
import { judgeChange } from './judge-change.js';
import { mailProposed } from './mail-supervisors.js';
import { mostOfReason, proposalDays, type TrustChange } from './proposal.js';
import { insertProposal } from './proposal-store.js';
import type { TrustActor, TrustListServices } from './services.js';
import { lockTrustList, readTrustList } from './store.js';

/**
 * Proposes a change of the trust list: judged, kept for another supervisor to decide on, audited, mailed to the others.
 * Nothing takes effect yet.
 *
 * @returns the proposal's number
 * @throws Problem `ERR_FIELDS` with `ERR_TRUST_REASON`; `ERR_TRUST_…` of `judgeChange`; `ERR_TRUST_PENDING`
 */
export async function proposeChange(
  { db, clock, listSupervisors }: TrustListServices,
  { change, reason }: { readonly change: TrustChange; readonly reason: string },
  by: TrustActor,
): Promise<number> {
  requireReason(reason);
  const at = clock();
  return inTransaction(db, async (trx) => {
    await lockTrustList(trx);
    judgeChange(change, { list: await readTrustList(trx), at: at.getTime() });
    const proposal = {
      change,
      reason,
      proposer: { accountId: by.accountId, userName: by.userName },
      proposedAt: at,
      expiresAt: addMinutes(at, proposalDays * 24 * 60),
    };
    const id = await insertProposal(trx, proposal);
    await mailProposed(trx, listSupervisors, { ...proposal, id });
    await auditStep(trx, { action: 'trust.propose', change, by, at, detail: { proposal: id, reason } });
    return id;
  });
}

/** @throws Problem `ERR_FIELDS` at the field `reason` */
export function requireReason(reason: string): void {
  if (reason !== '' && [...reason].length <= mostOfReason) return;
  throw new Problem('ERR_FIELDS', { fields: [{ field: 'reason', code: 'ERR_TRUST_REASON' }] });
}
