import { appendAudit } from '../../audit/index.js';
import { type Database, inTransaction } from '../../database/index.js';
import type { CrlReport } from '../revocation/crl-directory.js';
import type { TrustActor } from './services.js';

/** Writes down that somebody had certificate lists fetched, and what came of it. */
export async function auditRefresh(
  db: Database,
  refresh: {
    /** An issuer's key identifier, or `crls` for all of them. */
    readonly reference: string;
    readonly reports: readonly CrlReport[];
    readonly by: TrustActor;
    readonly at: Date;
  },
): Promise<void> {
  const { reference, reports, by, at } = refresh;
  await inTransaction(db, (trx) =>
    appendAudit(trx, {
      ...by.audit,
      at,
      action: 'trust.refresh',
      target: { kind: 'trust', reference },
      outcome: 'done',
      detail: {
        ...(by.accountId === null && { operator: by.userName }),
        outcomes: reports.map(({ file, outcome }) => ({ file, outcome })),
      },
    }),
  );
}
