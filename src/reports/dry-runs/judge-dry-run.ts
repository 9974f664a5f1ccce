import { findAccount } from '../../accounts/index.js';
import { taipeiDate } from '../../clock.js';
import { type Database, inTransaction } from '../../database/index.js';
import { forgetDocuments, recordDocument } from '../../documents/index.js';
import { type ClaimedJob, completeJob } from '../../jobs/index.js';
import type { Desk } from '../intake/desk.js';
import type { ColumnMapping } from '../mappings/mapping.js';
import { listMappings } from '../mappings/mapping-store.js';
import { readMapping } from '../mappings/read-mapping.js';
import { type FilePolicy, policyOfFile } from '../policies/policy-store.js';
import type { SubmissionJobServices } from '../services.js';
import type { DryRun, DryRunVerdict } from './dry-run.js';
import { endDryRun, findDryRun } from './store.js';
import type { Tried } from './try-file.js';

/**
 * The job of a file that is only judged. What was found is kept in the transaction that ends the job and forgets the file,
 * whose bytes go right after it. Killed at any point, it begins again; a file left behind goes with the orphans.
 */
export async function judgeDryRun(desk: Desk, job: ClaimedJob, stop: AbortSignal): Promise<void> {
  const dryRun = await findDryRun(desk.db, job.subject);
  if (dryRun === undefined || dryRun.documentId === null) return;
  const { number, documentId, institutionId, kind, purpose, correctsId } = dryRun;
  const policy = await policyOfFile(desk.db, institutionId, purpose);
  const account = await findAccount(desk.db, dryRun.accountId);
  const { sealed, findings, refused, ...tried } = await desk.threads.run(
    'try',
    {
      number,
      documentId,
      institutionId,
      institutionCode: account?.institution?.code ?? '',
      kind,
      purpose,
      correctsId,
      today: taipeiDate(desk.clock()),
      limits: { rows: desk.limits.rows },
      mapping: await mappingNow(desk.db, dryRun),
      rowsPolicy: policy.rows,
      strict: policy.strict,
    },
    stop,
  );
  const outcome = { ...tried, verdict: verdictOf(tried, policy, desk.config) };
  const files = [findings, refused].filter((file) => file !== null);
  const isKept = await inTransaction(desk.db, async (trx) => {
    const at = desk.clock();
    const isEnded = await endDryRun(trx, number, {
      state: 'judged',
      outcome,
      sealed,
      findingsDocumentId: findings?.id ?? null,
      refusedDocumentId: refused?.id ?? null,
      at,
    });
    for (const file of isEnded ? files : []) {
      // A Buffer that was posted between threads arrives as a plain Uint8Array.
      const document = { ...file, sha256: Buffer.from(file.sha256) };
      await recordDocument(trx, document, { owner: `dry-run:${number}`, at });
    }
    await forgetDocuments(trx, [documentId]);
    await completeJob(trx, job, at);
    return isEnded;
  });
  await desk.documents.remove(documentId);
  // Somebody threw it away while it was judged: its files belong to nothing.
  if (!isKept) for (const { id } of files) await desk.documents.remove(id);
}

/** The mapping that a submission would be read by if it were made now. */
async function mappingNow(
  db: Database,
  { institutionId, kind }: Pick<DryRun, 'institutionId' | 'kind'>,
): Promise<ColumnMapping | null> {
  const [latest] = await listMappings(db, institutionId, kind);
  if (latest === undefined || latest.content === null) return null;
  const read = readMapping(latest.content);
  return 'faults' in read ? null : read.mapping;
}

/** What `processSubmission` would make of it. */
function verdictOf(
  { verdict, counts }: Pick<Tried, 'verdict' | 'counts'>,
  { rows }: FilePolicy,
  { submissionSignature }: Pick<SubmissionJobServices['config'], 'submissionSignature'>,
): DryRunVerdict {
  if (verdict === 'stopped') return 'refused';
  if (verdict === 'errors' && (rows === 'all' || counts.good === 0)) return 'refused';
  if (counts.confirmable > 0) return 'awaiting-confirmation';
  return submissionSignature === 'required' ? 'awaiting-signature' : 'accepted';
}
