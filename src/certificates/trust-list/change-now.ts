import { inTransaction } from '../../database/index.js';
import { applyChange } from './apply-change.js';
import { auditStep } from './audit-change.js';
import { judgeChange } from './judge-change.js';
import { mailChanged } from './mail-supervisors.js';
import type { TrustChange } from './proposal.js';
import type { TrustActor, TrustListServices } from './services.js';
import { lockTrustList, readTrustList } from './store.js';

/**
 * Makes a change of the trust list without a second person: at the first set-up, and in an emergency. Audited, and all
 * supervisors are told.
 *
 * @param order.reason why nobody was asked; empty when there is nobody to ask
 * @throws Problem `ERR_TRUST_…` of `judgeChange`
 */
export async function changeNow(
  { db, clock, listSupervisors }: TrustListServices,
  { change, reason }: { readonly change: TrustChange; readonly reason: string },
  by: TrustActor,
): Promise<void> {
  const at = clock();
  await inTransaction(db, async (trx) => {
    await lockTrustList(trx);
    judgeChange(change, { list: await readTrustList(trx), at: at.getTime() });
    await applyChange(trx, change, at);
    await mailChanged(trx, listSupervisors, { change, operator: by.userName, reason, at });
    await auditStep(trx, {
      action:
        change.kind === 'add' ? 'trust.add' : change.kind === 'remove' ? 'trust.remove' : 'trust.change',
      change,
      by,
      at,
      detail: reason === '' ? {} : { reason },
    });
  });
}
