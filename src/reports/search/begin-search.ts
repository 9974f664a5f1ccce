import type { Request } from 'express';
import { actedBy } from '../../accounts/index.js';
import { appendAudit } from '../../audit/index.js';
import { inTransaction } from '../../database/index.js';
import { actorOf } from '../../web/index.js';
import { showCell } from '../process/mask.js';
import { indexWorker } from '../records/worker-index.js';
import type { ReportServices } from '../services.js';
import type { TypedSearch } from './criteria.js';
import { keepSearch } from './search-store.js';

/**
 * Keeps a search and writes it to the audit trail (`record.search`): the ID number only as a salted digest.
 *
 * @returns its id, for the address of the results
 */
export async function beginSearch(
  { db, clock, keys, randomBytes }: ReportServices,
  request: Request,
  { worker, criteria, reason }: TypedSearch,
): Promise<string> {
  const at = clock();
  const id = randomBytes(16).toString('base64url');
  const search = {
    id,
    workerIndex: worker === undefined ? null : indexWorker(keys, worker),
    criteria: { ...criteria, ...(worker !== undefined && { worker: showCell(worker, undefined) }) },
    reason: reason ?? null,
  };
  await inTransaction(db, async (trx) => {
    await keepSearch(trx, search, actorOf(request).accountId, at);
    await appendAudit(trx, {
      ...actedBy(request),
      at,
      action: 'record.search',
      target: { kind: 'record-search', reference: worker === undefined ? 'criteria' : 'worker' },
      outcome: 'done',
      detail: { criteria, ...(reason !== undefined && { reason }) },
      ...(worker !== undefined && { personal: { worker } }),
    });
  });
  return id;
}
