import { byOperator } from '../../accounts/index.js';
import { taipeiDate } from '../../clock.js';
import type { Database } from '../../database/index.js';
import { Problem } from '../../problems/index.js';
import type { ApplicationServices } from '../services.js';
import { act } from './act.js';
import { mailFiller } from './notify.js';

/**
 * Lapses every draft and every confirmed application whose last day is over, each in a transaction of its own; the
 * fillers are told, except of drafts. For the daily job: run twice it finds nothing, missed it catches up.
 *
 * @returns how many lapsed
 */
export async function lapseOverdue(
  services: Pick<ApplicationServices, 'db' | 'keys'>,
  at: Date,
): Promise<number> {
  let lapsed = 0;
  for (const order of await overdue(services.db, taipeiDate(at))) {
    if (await lapse(services, order, at)) lapsed += 1;
  }
  return lapsed;
}

function overdue(db: Database, today: string): Promise<{ reference: string; version: number }[]> {
  return db('applications').where('lapse_date', '<', today).orderBy('id').select('reference', 'version');
}

/** False when somebody has gone on with it, or another process has lapsed it, since it was looked up. */
async function lapse(
  services: Pick<ApplicationServices, 'db' | 'keys'>,
  order: { readonly reference: string; readonly version: number },
  at: Date,
): Promise<boolean> {
  try {
    await act(
      services,
      order,
      { ...byOperator, at },
      'lapse',
      async (trx, application) => {
        const { lapseDate, state } = application;
        if (state !== 'draft') {
          await mailFiller(trx, application, 'application-lapsed', { lapseDate: lapseDate ?? '' }, at);
        }
        return { detail: { lapseDate } };
      },
      'system',
    );
    return true;
  } catch (error) {
    if (
      error instanceof Problem &&
      (error.code === 'ERR_APPLICATION_CHANGED' || error.code === 'ERR_APPLICATION_STATE')
    )
      return false;
    throw error;
  }
}
