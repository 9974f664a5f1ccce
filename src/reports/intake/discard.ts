import { discardStaged } from '../records/staged-records.js';
import { discardSignatures } from '../signatures/store.js';
import { forgetDocument } from '../submissions/store.js';
import type { DiscardTask } from './judgement.js';
import type { ThreadServices } from './thread-services.js';

/**
 * Removes the staged rows, the signatures and the uploaded file of a submission that was not accepted. May be done twice.
 */
export async function discard(
  { db, documents }: ThreadServices,
  { submissionId, documentId }: DiscardTask,
  stop: AbortSignal,
): Promise<null> {
  await discardStaged(db, submissionId, stop);
  await discardSignatures(db, submissionId);
  if (documentId !== null) await documents.remove(documentId);
  await forgetDocument(db, submissionId);
  return null;
}
