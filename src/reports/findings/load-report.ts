import type { Database } from '../../database/index.js';
import type { Keyring } from '../../keys/index.js';
import { type KeptReport, openReport } from './seal-report.js';

/** The report of a submission; undefined when nothing was found, or nothing was judged yet. */
export async function loadReport(
  { db, keys }: { readonly db: Database; readonly keys: Keyring },
  submissionId: number,
): Promise<KeptReport | undefined> {
  const row = await db('submission_findings')
    .where({ submission_id: submissionId })
    .first<{ sealed: Buffer } | undefined>('sealed');
  return row === undefined ? undefined : openReport(keys, submissionId, row.sealed);
}
