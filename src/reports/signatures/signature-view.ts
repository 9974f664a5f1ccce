import type { Request } from 'express';
import { actorOf } from '../../web/index.js';
import type { ReportServices } from '../services.js';
import type { Submission } from '../submissions/submission.js';
import { type ListedSignature, listSignatures } from './list-signatures.js';
import { isSignable } from './policy.js';

/** What the page of a submission tells of signatures. */
export interface SignatureView {
  readonly signatures: readonly ListedSignature[];
  /** Whether the reader may sign now: the file can be signed, and they have not done so. */
  readonly maySign: boolean;
  readonly isRequired: boolean;
  readonly sha256Base64: string;
  readonly cardAgentOrigin: string;
  /** They have just signed. */
  readonly justSigned: boolean;
}

/** @returns undefined when there is nothing to tell */
export async function viewSignatures(
  { db, config, cardAgentOrigin }: ReportServices,
  request: Request,
  { id, state, file }: Submission,
): Promise<SignatureView | undefined> {
  const signatures = await listSignatures(db, id);
  const { accountId } = actorOf(request);
  // Nobody is asked to stand by a file that was deleted with its records.
  const canBeSigned = file.documentId !== null && isSignable(config.submissionSignature, state);
  if (!canBeSigned && signatures.length === 0) return undefined;
  return {
    signatures,
    maySign: canBeSigned && !signatures.some((one) => one.accountId === accountId),
    isRequired: config.submissionSignature === 'required',
    sha256Base64: file.sha256.toString('base64'),
    cardAgentOrigin,
    justSigned: request.query.signed === 'yes' && signatures.some((one) => one.accountId === accountId),
  };
}
