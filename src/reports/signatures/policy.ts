import { Problem } from '../../problems/index.js';
import type { SubmissionState } from '../submissions/states.js';

/** What the agency asks: no signatures, whoever wants to signs, or nothing is accepted unsigned. */
export type SignaturePolicy = 'none' | 'optional' | 'required';

/**
 * The states in which a file can be signed: it was judged, and nobody threw it away. What is still being judged may be
 * refused, and then the signature would be of nothing.
 */
const signableStates: ReadonlySet<SubmissionState> = new Set([
  'awaiting-confirmation',
  'awaiting-signature',
  'confirmed',
  'accepted',
]);

/**
 * Whether the file of a submission in this state can be signed. A submission that waits for its signature can be, also
 * after the agency has come to ask for none.
 */
export function isSignable(policy: SignaturePolicy, state: SubmissionState): boolean {
  return signableStates.has(state) && (policy !== 'none' || state === 'awaiting-signature');
}

/** @throws Problem ERR_SIGNATURE_NOT_TAKEN or ERR_SIGNATURE_STATE when it cannot be */
export function requireSignable(policy: SignaturePolicy, state: SubmissionState): void {
  if (isSignable(policy, state)) return;
  throw new Problem(policy === 'none' ? 'ERR_SIGNATURE_NOT_TAKEN' : 'ERR_SIGNATURE_STATE', { detail: state });
}
