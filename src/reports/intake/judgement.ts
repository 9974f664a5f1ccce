import type { StoredDocument } from '../../documents/index.js';
import type { ColumnMapping } from '../mappings/mapping.js';
import type { RowsPolicy } from '../policies/rows-policy.js';
import type { Encoding, Verdict } from '../process/types.js';
import type { WarningCode } from '../rules/table.js';
import type { ExamKind } from '../schema/kinds.js';
import type { Purpose } from '../submissions/purpose.js';
import type { SubmissionCounts, SubmissionStop } from '../submissions/submission.js';

/** What is judged, and for which run. Plain data: posted to the worker thread. */
export interface JudgeTask {
  readonly submissionId: number;
  readonly institutionId: number;
  readonly institutionCode: string;
  readonly kind: ExamKind;
  readonly purpose: Purpose;
  /** The submission that reported first what this one corrects or withdraws. */
  readonly correctsId: number | null;
  readonly documentId: string;
  /** The job's lease. */
  readonly run: string;
  /** The present day in Taipei, `yyyy-mm-dd`. */
  readonly today: string;
  readonly limits: { readonly rows: number };
  /** How the institution names its columns. */
  readonly mapping: ColumnMapping | null;
  /** What becomes of a file with errors. */
  readonly rowsPolicy: RowsPolicy;
  /** Warnings that the agency has refuse the row. */
  readonly strict: readonly WarningCode[];
}

/** What came of it. Plain data: posted back. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly counts: SubmissionCounts;
  readonly encoding: Encoding | null;
  readonly stop: SubmissionStop | null;
  /** The report, sealed as `findings/seal-report.ts` does; null when there is nothing to report. */
  readonly sealedReport: Uint8Array | null;
  /** The full list of findings. */
  readonly findings: StoredDocument | null;
  /** Rows that are staged. */
  readonly staged: number;
  /** How many acceptances of the institution were looked at for duplicates. */
  readonly judgedAgainst: number;
}

/** Looks again for exams that were accepted from another submission in the meantime. */
export interface RecheckTask {
  readonly submissionId: number;
  readonly institutionId: number;
  /** How many acceptances had been looked at before. */
  readonly since: number;
}

export interface Recheck {
  /** How many have been looked at now. */
  readonly judgedAgainst: number;
  /** Null when nothing was found. */
  readonly duplicates: {
    readonly errors: number;
    readonly sealedReport: Uint8Array;
    readonly findings: StoredDocument | null;
  } | null;
}

/** Removes what a submission that was not accepted has left. */
export interface DiscardTask {
  readonly submissionId: number;
  readonly documentId: string | null;
}
