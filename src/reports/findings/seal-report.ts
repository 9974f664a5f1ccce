import type { Keyring } from '../../keys/index.js';
import type { ErrorReport, HeaderInfo } from '../process/types.js';

/** The report of a submission as it is kept: with the columns of the file, so that cells can be shown where they stand. */
export interface KeptReport {
  readonly header: HeaderInfo | null;
  readonly report: ErrorReport;
}

/** Seals a report for its submission: it quotes cells, and a health value is nobody else's business. */
export function sealReport(keyring: Keyring, submissionId: number, kept: KeptReport): Buffer {
  return keyring.seal('findings', Buffer.from(JSON.stringify(kept)), contextOfReport(submissionId));
}

/**
 * Opens it again.
 *
 * @throws UnsealError when it is another submission's
 */
export function openReport(keyring: Keyring, submissionId: number, sealed: Buffer): KeptReport {
  return JSON.parse(keyring.open('findings', sealed, contextOfReport(submissionId)).toString('utf8'));
}

/** What a report is bound to: its submission. */
export function contextOfReport(submissionId: number): string {
  return `submission:${submissionId}/report`;
}
