import { type ActedBy, byOperator } from '../../accounts/index.js';
import { appendAudit } from '../../audit/index.js';
import { inTransaction } from '../../database/index.js';
import type { ReportServices } from '../services.js';
import { deleteUpload, forgetParts } from './store.js';
import type { Upload } from './upload.js';

/** Why an upload is removed, and by whom; `by` null when nobody asked for it. */
export interface Removal {
  readonly action: 'upload.discard' | 'upload.expire' | 'upload.refuse';
  readonly by: ActedBy | null;
}

/**
 * Removes an upload and what has come of it. A submission that it became stays. May be done twice.
 *
 * @returns whether it was there
 */
export async function removeUpload(
  { db, documents, clock }: Pick<ReportServices, 'db' | 'documents' | 'clock'>,
  { id, submission }: Pick<Upload, 'id' | 'submission'>,
  { action, by }: Removal,
): Promise<boolean> {
  const forgotten = await inTransaction(db, async (trx) => {
    const parts = await forgetParts(trx, id);
    if (!(await deleteUpload(trx, id))) return undefined;
    // What became a submission has ended with that already.
    if (submission !== null) return parts;
    await appendAudit(trx, {
      ...(by ?? byOperator),
      at: clock(),
      action,
      target: { kind: 'upload', reference: id },
      outcome: action === 'upload.refuse' ? 'refused' : 'done',
    });
    return parts;
  });
  for (const document of forgotten ?? []) await documents.remove(document);
  return forgotten !== undefined;
}
