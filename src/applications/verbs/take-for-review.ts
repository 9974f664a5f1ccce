import type { ApplicationWithForm } from '../application.js';
import { reviewerOf } from '../rules/reviewer.js';
import type { ApplicationServices } from '../services.js';
import { act, type Deed, type Order } from './act.js';

/**
 * A reviewer takes an application that has come in; from now on it cannot be withdrawn, and only this reviewer decides.
 *
 * @throws Problem as `act`; `ERR_APPLICATION_OWN`
 */
export async function takeForReview(
  services: Pick<ApplicationServices, 'db' | 'keys'>,
  order: Order,
  by: Deed,
): Promise<ApplicationWithForm> {
  return act(services, order, by, 'take', async (trx, application) => {
    const reviewer = await reviewerOf(trx, application, by.actor);
    return { columns: { reviewer_account_id: reviewer.id } };
  });
}
