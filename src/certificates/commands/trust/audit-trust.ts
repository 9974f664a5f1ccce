import { appendAudit } from '../../../audit/index.js';
import { inTransaction } from '../../../database/index.js';
import type { TrustServices } from './services.js';

/** What is written of a change of the trust list. */
export interface TrustChange {
  readonly action: 'trust.add' | 'trust.remove' | 'trust.refresh';
  /** The authority's key identifier, or the folder. */
  readonly reference: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Makes a change of the files together with its audit entry: what cannot be written down does not happen. */
export async function auditTrustChange(
  { openDatabase, clock }: TrustServices,
  { action, reference, detail }: TrustChange,
  change: () => Promise<void>,
): Promise<void> {
  const db = await openDatabase();
  try {
    await inTransaction(db, async (trx) => {
      await appendAudit(trx, {
        at: clock(),
        actor: null,
        address: null,
        action,
        target: { kind: 'trust', reference },
        outcome: 'done',
        detail,
        reference: null,
      });
      // The files last: a failure rolls the entry back.
      await change();
    });
  } finally {
    await db.destroy();
  }
}
