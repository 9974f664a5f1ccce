import { Problem } from '../../problems/index.js';
import type { Submission } from '../submissions/submission.js';
import type { Correction } from './correction.js';

/**
 * What is asked for an accepted submission.
 *
 * @param purpose `correction` or `withdrawal`
 * @throws Problem ERR_CORRECTION_STATE when the submission was not accepted; ERR_FIELDS at `purpose` or `reason`
 */
export function readCorrection(
  corrects: Submission,
  purpose: string | undefined,
  reason: string | undefined,
): Correction {
  requireCorrectable(corrects);
  if (purpose !== 'correction' && purpose !== 'withdrawal') {
    throw new Problem('ERR_FIELDS', { fields: [{ field: 'purpose', code: 'ERR_CORRECTION_PURPOSE' }] });
  }
  return { purpose, corrects, reason: readReason(reason) };
}

/** @throws Problem ERR_CORRECTION_STATE when the submission was not accepted, or withdraws records itself */
export function requireCorrectable({ state, purpose }: Submission): void {
  if (state !== 'accepted' || purpose === 'withdrawal') throw new Problem('ERR_CORRECTION_STATE');
}

function readReason(text: string | undefined): string {
  const reason = text?.trim() ?? '';
  if (reason === '') {
    throw new Problem('ERR_FIELDS', { fields: [{ field: 'reason', code: 'ERR_CORRECTION_REASON' }] });
  }
  if (reason.length <= longestReason) return reason;
  const params = { most: longestReason };
  throw new Problem('ERR_FIELDS', { fields: [{ field: 'reason', code: 'ERR_REASON_LONG', params }] });
}

/** Characters, as the database keeps it. */
const longestReason = 500;
