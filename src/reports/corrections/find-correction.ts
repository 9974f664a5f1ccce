import type { Database } from '../../database/index.js';
import { Problem } from '../../problems/index.js';
import type { ExamKind } from '../schema/kinds.js';
import { findOwnSubmission } from '../submissions/store.js';
import type { Correction } from './correction.js';
import { readCorrection } from './read-correction.js';

/** What a program says of a file that corrects or withdraws: the number of a submission under either name, and why. */
export interface NamedCorrection {
  readonly corrects: string | undefined;
  readonly withdraws: string | undefined;
  readonly reason: string | undefined;
}

/**
 * The correction or withdrawal that is asked for; undefined when the file reports.
 *
 * @throws Problem ERR_SUBMISSION_NOT_FOUND when the institution has no such submission; as `readCorrection`
 */
export async function findCorrection(
  db: Database,
  institutionId: number | undefined,
  { corrects, withdraws, reason }: NamedCorrection,
): Promise<Correction | undefined> {
  const number = corrects ?? withdraws;
  if (number === undefined) return undefined;
  const submission =
    institutionId === undefined ? undefined : await findOwnSubmission(db, number, institutionId);
  if (submission === undefined) throw new Problem('ERR_SUBMISSION_NOT_FOUND');
  return readCorrection(submission, corrects === undefined ? 'withdrawal' : 'correction', reason);
}

/**
 * A correction is of the kind that it corrects; naming another is a mistake.
 *
 * @throws Problem ERR_CORRECTION_KIND
 */
export function kindOfCorrection({ corrects }: Correction, named: string | undefined): ExamKind {
  if (named === undefined || named === corrects.kind) return corrects.kind;
  throw new Problem('ERR_CORRECTION_KIND', { params: { kind: corrects.kind } });
}
