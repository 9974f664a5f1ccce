import type { Language } from '../../locales/index.js';
import type { Deletion } from '../retention/find-deletions.js';
import { stopSentence } from '../submissions/stop-sentence.js';
import type { Submission } from '../submissions/submission.js';

/**
 * How a submission stands, for programs. Times are UTC, ISO 8601.
 *
 * @param deletions of its records after their time of keeping; there are none while it is under way
 */
export function describeSubmission(
  submission: Submission,
  language: Language,
  deletions: readonly Deletion[] = [],
) {
  const { counts, file, stop } = submission;
  return {
    number: submission.number,
    kind: submission.kind,
    purpose: submission.purpose,
    reason: submission.reason,
    status: submission.state,
    fileName: file.name,
    size: file.size,
    sha256: file.sha256.toString('hex'),
    encoding: submission.encoding,
    receivedAt: submission.receivedAt.toISOString(),
    judgedAt: submission.judgedAt?.toISOString() ?? null,
    confirmUntil: submission.state === 'awaiting-confirmation' ? submission.lapsesAt?.toISOString() : null,
    signUntil: submission.state === 'awaiting-signature' ? submission.lapsesAt?.toISOString() : null,
    endedAt: submission.endedAt?.toISOString() ?? null,
    progress: submission.progress,
    rows: counts?.rows ?? null,
    good: counts?.good ?? null,
    rowsWithErrors: counts?.rowsWithErrors ?? null,
    errors: counts?.errors ?? null,
    warnings: counts?.warnings ?? null,
    stop: stop === null ? null : { code: stop.code, detail: stopSentence(language, stop) },
    deletions: deletions.map(({ deletedAt, ...deletion }) => ({
      deletedAt: deletedAt.toISOString(),
      ...deletion,
    })),
    links: linksOf(submission),
  };
}

/** Where programs go on from here. */
function linksOf({ number, state, file, counts }: Submission) {
  const self = `/api/v1/submissions/${number}`;
  return {
    self,
    ...((counts?.errors ?? 0) + (counts?.warnings ?? 0) > 0 && { errors: `${self}/errors` }),
    ...(file.findingsDocumentId !== null && { findings: `/submissions/${number}/findings.csv` }),
    ...(state === 'awaiting-confirmation' && { confirm: `${self}/confirm`, cancel: `${self}/cancel` }),
    ...(state === 'awaiting-signature' && { sign: `${self}/signature`, cancel: `${self}/cancel` }),
    signatures: `${self}/signatures`,
    ...(state === 'accepted' &&
      file.documentId !== null &&
      (counts?.rowsWithErrors ?? 0) > 0 && {
        refusedRows: `/submissions/${number}/refused.csv`,
        refusedArchive: `/submissions/${number}/refused.csv.zip`,
      }),
    ...(state === 'accepted' && {
      receipt: `${self}/receipt`,
      receiptPdf: `${self}/receipt.pdf`,
      receiptSignature: `${self}/receipt.p7s`,
    }),
  };
}
