import type { ClaimedJob } from '../../jobs/index.js';
import { findSubmission } from '../submissions/store.js';
import type { Desk } from './desk.js';

/** The job that removes staged rows and file of a submission that was not accepted. */
export async function discardSubmission(desk: Desk, job: ClaimedJob, stop: AbortSignal): Promise<void> {
  const submission = await findSubmission(desk.db, job.subject);
  if (submission === undefined || !notTaken.has(submission.state)) return;
  const { id, file } = submission;
  await desk.threads.run('discard', { submissionId: id, documentId: file.documentId }, stop);
}

const notTaken: ReadonlySet<string> = new Set(['refused', 'cancelled', 'lapsed']);
