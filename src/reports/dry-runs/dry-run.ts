import type { Encoding } from '../process/types.js';
import type { ExamKind } from '../schema/kinds.js';
import type { Purpose } from '../submissions/purpose.js';
import type { SubmissionCounts, SubmissionStop } from '../submissions/submission.js';

/** `waiting` for its turn or being judged · `judged` · `failed` it could not be judged, which is our fault. */
export const dryRunStates = ['waiting', 'judged', 'failed'] as const;

export type DryRunState = (typeof dryRunStates)[number];

/** What would become of the file as a submission. */
export const dryRunVerdicts = ['accepted', 'awaiting-confirmation', 'awaiting-signature', 'refused'] as const;

export type DryRunVerdict = (typeof dryRunVerdicts)[number];

/** A file that is judged to the end and not reported. */
export interface DryRun {
  /** What programs call it: `D1151122-7K3M9Q`. It is no submission, and nobody but who sent it sees it. */
  readonly number: string;
  readonly institutionId: number;
  readonly accountId: number;
  readonly kind: ExamKind;
  readonly purpose: Purpose;
  /** The id of the submission that reported first what it would correct or withdraw. */
  readonly correctsId: number | null;
  readonly state: DryRunState;
  readonly file: { readonly name: string; readonly size: number; readonly sha256: Buffer };
  /** Null as soon as it has been judged: the file is gone then. */
  readonly documentId: string | null;
  /** The full list of findings; null when nothing was found. */
  readonly findingsDocumentId: string | null;
  /** The rows that would be sent back; null unless the good ones would be taken without them. */
  readonly refusedDocumentId: string | null;
  /** Null until it has been judged. */
  readonly outcome: DryRunOutcome | null;
  readonly receivedAt: Date;
  readonly judgedAt: Date | null;
  /** When what was found is forgotten. */
  readonly expiresAt: Date;
}

export interface DryRunOutcome {
  readonly verdict: DryRunVerdict;
  readonly encoding: Encoding | null;
  readonly counts: SubmissionCounts;
  readonly stop: SubmissionStop | null;
}
