import { findAccount } from '../../accounts/index.js';
import { Problem } from '../../problems/index.js';
import type { ApplicationWithForm } from '../application.js';
import { isOwnCase } from '../rules/own-case.js';
import { requireHolder } from '../rules/reviewer.js';
import type { ApplicationServices } from '../services.js';
import { act, type Deed, type Order } from './act.js';

/**
 * Hands a review to another reviewer: by who has it, or by a supervisor.
 *
 * @throws Problem as `act`; `ERR_APPLICATION_REVIEWER` when somebody else has it, `ERR_APPLICATION_COLLEAGUE` when the
 *   other is no active reviewer, has it already, or may not review this one
 */
export async function handOver(
  services: Pick<ApplicationServices, 'db' | 'keys'>,
  { toAccountId, ...order }: Order & { readonly toAccountId: number },
  by: Deed,
): Promise<ApplicationWithForm> {
  return act(services, order, by, 'hand-over', async (trx, application) => {
    if (by.actor?.role !== 'supervisor') requireHolder(application, by.actor);
    const colleague = await findAccount(trx, toAccountId);
    if (
      colleague?.role !== 'reviewer' ||
      colleague.state !== 'active' ||
      colleague.id === application.reviewer?.accountId ||
      isOwnCase(application, colleague)
    ) {
      throw new Problem('ERR_APPLICATION_COLLEAGUE');
    }
    return {
      columns: { reviewer_account_id: colleague.id },
      detail: { reviewerBefore: application.reviewer?.userName ?? null, reviewerAfter: colleague.userName },
    };
  });
}
