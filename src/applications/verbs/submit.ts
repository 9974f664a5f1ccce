import { toStoredTime } from '../../clock.js';
import { Problem } from '../../problems/index.js';
import type { ApplicationWithForm } from '../application.js';
import type { ApplicationServices } from '../services.js';
import { listDocuments } from '../store/document-store.js';
import { act, type Deed, type Order } from './act.js';
import { dueDateOf } from './dates.js';
import { mailAgency, mailFiller } from './notify.js';

/**
 * 正式申請: sends the application with its scan to the agency, which is told by mail; the clock starts.
 *
 * @throws Problem as `act`; `ERR_APPLICATION_SCAN_MISSING`
 */
export async function submit(
  services: Pick<ApplicationServices, 'db' | 'keys' | 'calendar' | 'settings'>,
  order: Order,
  by: Deed,
): Promise<ApplicationWithForm> {
  return act(services, order, by, 'submit', async (trx, application) => {
    const documents = await listDocuments(trx, application.id);
    const scan = documents.find(({ kind, replacedAt }) => kind === 'scan' && replacedAt === null);
    if (scan === undefined) throw new Problem('ERR_APPLICATION_SCAN_MISSING');
    const { at } = by;
    const dueDate = dueDateOf(services, at);
    await mailAgency(trx, application, { to: services.settings.agencyAddress, dueDate, at });
    await mailFiller(
      trx,
      application,
      'application-received',
      { way: application.way, dueDate: dueDate ?? '' },
      at,
    );
    return {
      columns: { submitted_at: toStoredTime(at), due_date: dueDate, lapse_date: null },
      detail: { dueDate, document: scan.documentId },
    };
  });
}
