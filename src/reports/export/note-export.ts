import type { Request } from 'express';
import { actedBy, listSupervisors } from '../../accounts/index.js';
import { appendAudit } from '../../audit/index.js';
import { type Clock, toStoredTime } from '../../clock.js';
import { type Database, inTransaction } from '../../database/index.js';
import { enqueueMail } from '../../mail/index.js';
import { actorOf } from '../../web/index.js';
import type { RecordSearch } from '../search/search-store.js';

/** An export without masking, before anything of it is sent. */
export interface WholeExport {
  readonly search: RecordSearch;
  readonly records: number;
  readonly format: 'csv' | 'xlsx';
  readonly reason: string;
}

/** Writes an export without masking to the audit trail (`record.export`), and tells the other supervisors by mail. */
export async function noteExport(
  { db, clock }: { readonly db: Database; readonly clock: Clock },
  request: Request,
  { search, records, format, reason }: WholeExport,
): Promise<void> {
  const at = clock();
  const { accountId: exporterId, userName: exporter } = actorOf(request);
  await inTransaction(db, async (trx) => {
    await appendAudit(trx, {
      ...actedBy(request),
      at,
      action: 'record.export',
      target: { kind: 'record-search', reference: search.id },
      outcome: 'done',
      detail: { records, format, reason, criteria: { ...search.criteria } },
    });
    for (const { accountId, email, language } of await listSupervisors(trx)) {
      if (accountId === exporterId) continue;
      const params = { exporter, records, reason, exportedAt: toStoredTime(at), path: '/agency/audit' };
      await enqueueMail(trx, { event: 'records-exported', to: email, language, params, at });
    }
  });
}
