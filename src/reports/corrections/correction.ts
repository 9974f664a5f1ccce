import type { Purpose } from '../submissions/purpose.js';
import type { Submission } from '../submissions/submission.js';

/** What makes a submission a correction or a withdrawal. */
export interface Correction {
  readonly purpose: Exclude<Purpose, 'report'>;
  /** The accepted submission whose records it names. */
  readonly corrects: Submission;
  /** Why, in the reporter's words. */
  readonly reason: string;
}

/** The submission that reported first: corrections of a correction are kept beside it. */
export function rootOf({ id, correctsId }: Pick<Submission, 'id' | 'correctsId'>): number {
  return correctsId ?? id;
}
