import { toStoredTime } from '../../clock.js';
import type { ApplicationWithForm } from '../application.js';
import type { ApplicationServices } from '../services.js';
import { act, type Deed, type Order } from './act.js';
import { mailFiller } from './notify.js';

/**
 * 取消申請: by who filed it or a manager of the institution, until a review has begun. `by.actor` null: the filler of an
 * application that was filed without login, whom the progress page has recognised. A draft is dropped without a mail.
 *
 * @throws Problem as `act`
 */
export async function withdraw(
  services: Pick<ApplicationServices, 'db' | 'keys'>,
  order: Order,
  by: Deed,
): Promise<ApplicationWithForm> {
  return act(services, order, by, 'withdraw', async (trx, application) => {
    const { at } = by;
    if (application.state !== 'draft') {
      await mailFiller(trx, application, 'application-withdrawn', { withdrawnAt: toStoredTime(at) }, at);
    }
    return {};
  });
}
