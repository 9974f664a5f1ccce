import { inTransaction } from '../../database/index.js';
import { forgetDocuments } from '../../documents/index.js';
import { discardImages } from '../images/image-store.js';
import { discardStaged } from '../records/staged-records.js';
import { discardSignatures } from '../signatures/store.js';
import { forgetDocument } from '../submissions/store.js';
import type { DiscardTask } from './judgement.js';
import type { ThreadServices } from './thread-services.js';

/**
 * Removes the staged rows, their images, the signatures and the uploaded file of a submission that was not accepted. May be done twice.
 */
export async function discard(
  { db, documents }: ThreadServices,
  { submissionId, documentId }: DiscardTask,
  stop: AbortSignal,
): Promise<null> {
  await discardImages({ db, documents }, submissionId, stop);
  await discardStaged(db, submissionId, stop);
  await discardSignatures(db, submissionId);
  if (documentId === null) return null;
  // The row first: killed in between leaves a file that is cleared up as nobody's, not a row whose file is missing.
  await inTransaction(db, async (trx) => {
    await forgetDocument(trx, submissionId);
    await forgetDocuments(trx, [documentId]);
  });
  await documents.remove(documentId);
  return null;
}
