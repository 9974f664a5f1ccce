import { findAccount } from '../../accounts/index.js';
import type { Database } from '../../database/index.js';
import { type SubmissionSignature, signaturesOf } from './store.js';

/** A signature as pages and programs show it. */
export interface ListedSignature extends SubmissionSignature {
  readonly userName: string;
  readonly name: string;
}

/** The signatures of a submission with the names of those who signed, the first one first. */
export async function listSignatures(
  db: Database,
  submissionId: number,
): Promise<readonly ListedSignature[]> {
  const signatures = await signaturesOf(db, submissionId);
  const listed: ListedSignature[] = [];
  // One after the other: SQLite has one connection, and there are as many signatures as people at an institution.
  for (const signature of signatures) {
    const account = await findAccount(db, signature.accountId);
    listed.push({ ...signature, userName: account?.userName ?? '', name: account?.name ?? '' });
  }
  return listed;
}
