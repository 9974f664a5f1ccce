import type { Request } from 'express';
import { actedBy } from '../../accounts/index.js';
import { appendAudit } from '../../audit/index.js';
import type { Clock } from '../../clock.js';
import { type Database, inTransaction } from '../../database/index.js';
import type { RecordFacts } from './find-record.js';

/**
 * Writes a look at a record to the audit trail, before anything of it is shown.
 *
 * @param how `record.view` with personal values masked, `record.unmask` with them, `record.image` the image alone
 * @param reason what the agency's staff look for; null for the institution's own people
 */
export async function noteLook(
  { db, clock }: { readonly db: Database; readonly clock: Clock },
  request: Request,
  { number, row }: RecordFacts,
  how: 'record.view' | 'record.unmask' | 'record.image',
  reason: string | null,
): Promise<void> {
  await inTransaction(db, (trx) =>
    appendAudit(trx, {
      ...actedBy(request),
      at: clock(),
      action: how,
      target: { kind: 'record', reference: `${number}/${row}` },
      outcome: 'done',
      detail: reason === null ? {} : { reason },
    }),
  );
}
